# SPDX-License-Identifier: BSL-1.0
# Runs PROGRAM; fails unless it exits 0 and prints exactly what the file EXPECTED holds.

execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed RESULT_VARIABLE status)
file(READ ${EXPECTED} expected)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} ended with ${status}; it printed:\n${printed}")
endif()
if(NOT printed STREQUAL expected)
    message(FATAL_ERROR
        "${PROGRAM} does not print what is expected.\n"
        "--- ${EXPECTED}\n${expected}\n--- printed\n${printed}")
endif()

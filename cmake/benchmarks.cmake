# SPDX-License-Identifier: BSL-1.0
# tender_bench, of all files of tests/benchmarks/. Run it with tools/bench.

file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/benchmarks/*.cpp)
if(sources)
    add_executable(tender_bench ${sources})
    target_link_libraries(tender_bench PRIVATE tender_own)
    target_include_directories(tender_bench PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    # For the rows that time a compiler or the server.
    target_compile_definitions(tender_bench PRIVATE
        TENDER_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
        TENDER_BINARY_DIR="${PROJECT_BINARY_DIR}"
        TENDER_CXX_COMPILER="${CMAKE_CXX_COMPILER}")

    # What tenderd is measured against.
    add_executable(tenderd_bare_server ${PROJECT_SOURCE_DIR}/tests/blackbox/bare_server.cpp)
    target_link_libraries(tenderd_bare_server PRIVATE tender_own)
    set_target_properties(tenderd_bare_server PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/blackbox)
endif()

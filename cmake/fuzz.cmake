# SPDX-License-Identifier: BSL-1.0
# Fuzz targets: tests/fuzz/NAME.cpp is the program <build>/fuzz/NAME. Seeds lie in
# tests/fuzz/seeds/NAME, where there are any.

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "TENDER_BUILD_FUZZ needs clang++.")
endif()

file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/*.cpp)
foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_executable(tender_fuzz_${name} ${source})
    target_link_libraries(tender_fuzz_${name} PRIVATE tender_own)
    target_compile_options(tender_fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(tender_fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_compile_definitions(tender_fuzz_${name} PRIVATE
        TENDER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    set_target_properties(tender_fuzz_${name} PROPERTIES
        OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
endforeach()

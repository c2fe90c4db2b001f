# SPDX-License-Identifier: BSL-1.0
# One program and one ctest test per folder of tests/; every public header alone; the source checks;
# what must not compile.

find_package(Boost 1.81 REQUIRED COMPONENTS unit_test_framework)
find_package(Python3 REQUIRED COMPONENTS Interpreter)

set(tests_dir ${PROJECT_SOURCE_DIR}/tests)
set(tender_test_environment
    ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:check_initialization_order=1
    UBSAN_OPTIONS=print_stacktrace=1
    TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1)

function(tender_add_test name)
    cmake_parse_arguments(arg "" "LABEL;TIMEOUT" "COMMAND" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 1200)
    endif()
    set(name "${TENDER_TEST_PREFIX}${name}")
    add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABEL}" ENVIRONMENT "${tender_test_environment}")
endfunction()

# The programs -----------------------------------------------------------------------------------

add_library(tender_test INTERFACE)
target_link_libraries(tender_test INTERFACE tender_own Boost::unit_test_framework)
target_include_directories(tender_test INTERFACE ${tests_dir})
target_compile_definitions(tender_test INTERFACE BOOST_TEST_DYN_LINK)

# Boost.Test's main takes six seconds to compile, and its headers nearly one: once for all.
add_library(tender_test_main OBJECT ${tests_dir}/main.cpp)
target_link_libraries(tender_test_main PRIVATE tender_test)

# Chooses the store of every sandbox, for the programs that have sandboxes.
add_library(tender_test_support OBJECT ${tests_dir}/support/store.cpp)
target_link_libraries(tender_test_support PRIVATE tender_test)
set(programs_with_sandboxes api faces scenarios service testing)

# Suites that take longer than all others of their program, and run beside them.
set(suites_apart_service failures)

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/test_precompiled.cpp @ONLY CONTENT "\n")
add_library(tender_test_precompiled OBJECT
    ${PROJECT_BINARY_DIR}/generated/test_precompiled.cpp)
target_link_libraries(tender_test_precompiled PRIVATE tender_test)
target_precompile_headers(tender_test_precompiled PRIVATE
    <boost/test/unit_test.hpp> <algorithm> <chrono> <functional> <map> <memory> <optional> <string>
    <string_view> <thread> <tuple> <variant> <vector>)
# What lets ccache keep objects made with a precompiled header.
set(tender_precompiled_options
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
    $<$<CXX_COMPILER_ID:Clang>:-Xclang;-fno-pch-timestamp>)
target_compile_options(tender_test_precompiled PRIVATE ${tender_precompiled_options})

function(tender_add_test_program folder)
    set(program tender_test_${folder})
    add_executable(${program} ${ARGN})
    target_link_libraries(${program} PRIVATE tender_test tender_test_main)
    if(folder IN_LIST programs_with_sandboxes)
        target_link_libraries(${program} PRIVATE tender_test_support)
    endif()
    target_compile_options(${program} PRIVATE ${tender_precompiled_options})
    target_precompile_headers(${program} REUSE_FROM tender_test_precompiled)
    set_target_properties(${program} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    set(others)
    foreach(suite IN LISTS suites_apart_${folder})
        tender_add_test(${folder}.${suite} LABEL unit
            COMMAND ${program} --color_output=no --run_test=${suite})
        list(APPEND others --run_test=!${suite})
    endforeach()
    tender_add_test(${folder} LABEL unit COMMAND ${program} --color_output=no ${others})
endfunction()

# A folder's program is made of all .cpp files in it and below it.
file(GLOB test_folders LIST_DIRECTORIES true CONFIGURE_DEPENDS ${tests_dir}/*)
foreach(folder IN LISTS test_folders)
    cmake_path(GET folder FILENAME name)
    if(NOT IS_DIRECTORY ${folder}
            OR name MATCHES "^(fuzz|benchmarks|blackbox|clients|consume|nonsense|browser|support)$")
        continue()
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    list(REMOVE_ITEM sources ${tests_dir}/simulation/digest.cpp)  # a program of its own
    if(sources)
        tender_add_test_program(${name} ${sources})
    endif()
endforeach()

# Its tests measure how long real connections take: a browser beside them would be measured, too.
set_tests_properties(${TENDER_TEST_PREFIX}adapter PROPERTIES RUN_SERIAL TRUE)

file(GLOB sources CONFIGURE_DEPENDS ${tests_dir}/*.cpp)
list(REMOVE_ITEM sources ${tests_dir}/main.cpp)
if(sources)
    tender_add_test_program(top ${sources})
endif()

# A scenario's digest, one line; `tools/test --leg digests` compares compilers by it.
if(EXISTS ${tests_dir}/simulation/digest.cpp)
    add_executable(tender_digest ${tests_dir}/simulation/digest.cpp)
    target_link_libraries(tender_digest PRIVATE tender_own)
    tender_add_test(digest LABEL simulation COMMAND tender_digest)
endif()

# Each public header alone -----------------------------------------------------------------------

if(TENDER_CHECK_HEADERS)
    include(CheckIncludeFileCXX)
    check_include_file_cxx(httplib.h TENDER_HAVE_HTTPLIB)
    check_include_file_cxx(sqlite3.h TENDER_HAVE_SQLITE)
    check_include_file_cxx(libpq-fe.h TENDER_HAVE_LIBPQ)
    set(needs_absent "^$")
    foreach(need IN ITEMS HTTPLIB:adapter/httplib SQLITE:store/sqlite LIBPQ:store/postgres)
        string(REPLACE ":" ";" need ${need})
        list(GET need 0 have)
        list(GET need 1 header)
        if(NOT TENDER_HAVE_${have})
            string(APPEND needs_absent "|^tender/${header}")
        endif()
    endforeach()

    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
        ${PROJECT_SOURCE_DIR}/include/tender/*.hpp)
    list(REMOVE_ITEM headers tender/src.hpp tender/testing/src.hpp)  # compiled mode's units
    set(units)
    foreach(header IN LISTS headers)
        if(NOT header MATCHES "${needs_absent}")
            set(unit ${PROJECT_BINARY_DIR}/generated/headers/${header}.cpp)
            # Twice: the second time shows that it can be included again.
            file(CONFIGURE OUTPUT ${unit} @ONLY
                CONTENT "#include <${header}>\n#include <${header}>\n")
            list(APPEND units ${unit})
        endif()
    endforeach()
    if(units)
        add_library(tender_headers OBJECT ${units})
        target_link_libraries(tender_headers PRIVATE tender_test)
        target_compile_options(tender_headers PRIVATE -O0 -g0)
    endif()
endif()

# Checks of the source ---------------------------------------------------------------------------

foreach(check IN ITEMS floors tidy snippets)
    tender_add_test(${check} LABEL source
        COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/${check}.py)
endforeach()
tender_add_test(single_header_is_fresh LABEL source
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/amalgamate.py --check)

# Nonsense must not compile, and for the reason it states.
set(compile ${CMAKE_CXX_COMPILER} -std=c++20 -I${PROJECT_SOURCE_DIR}/include)
if(TENDER_COMPILED)
    list(APPEND compile -DTENDER_SEPARATE_COMPILATION)
endif()
foreach(directory IN LISTS Boost_INCLUDE_DIRS)
    if(NOT directory IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
        list(APPEND compile -isystem ${directory})
    endif()
endforeach()
file(GLOB nonsense CONFIGURE_DEPENDS ${tests_dir}/nonsense/*.cpp)
foreach(file IN LISTS nonsense)
    cmake_path(GET file STEM name)
    tender_add_test(nonsense.${name} LABEL nonsense COMMAND ${Python3_EXECUTABLE}
        ${PROJECT_SOURCE_DIR}/tools/must_not_compile.py ${file} ${compile})
endforeach()

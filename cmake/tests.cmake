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

# `ctest -j` is told twice the number of cores: a test that computes counts twice, one that WAITS
# most of its time once.
function(tender_add_test name)
    cmake_parse_arguments(arg "WAITS" "LABEL;TIMEOUT" "COMMAND" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 1200)
    endif()
    set(name "${TENDER_TEST_PREFIX}${name}")
    add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set(processors 2)
    if(arg_WAITS)
        set(processors 1)
    endif()
    set_tests_properties(${name} PROPERTIES PROCESSORS ${processors}
        TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABEL}" ENVIRONMENT "${tender_test_environment}")
endfunction()

# The programs -----------------------------------------------------------------------------------

add_library(tender_test INTERFACE)
target_link_libraries(tender_test INTERFACE tender_own Boost::unit_test_framework)
target_include_directories(tender_test INTERFACE ${tests_dir})
target_compile_definitions(tender_test INTERFACE BOOST_TEST_DYN_LINK)

# Boost.Test's main takes six seconds to compile: once for all.
add_library(tender_test_main OBJECT ${tests_dir}/main.cpp)
target_link_libraries(tender_test_main PRIVATE tender_test)

# Chooses the store of every sandbox.
set(support ${tests_dir}/support/store.cpp)
add_library(tender_test_support OBJECT ${support})
target_link_libraries(tender_test_support PRIVATE tender_test)

# Suites that are a test of their own: one takes longer than all others of its program, begins first
# and runs beside them; two measure how long real connections take, and nothing is to run beside
# those.
set(suites_apart failures http_sender_ webhooks_over_http)
set(suites_alone http_sender_ webhooks_over_http)

# Files of a folder are compiled together, so many as one unit: a unit costs as much as the headers
# do before its first test. While you work on one file, 1 is quicker.
if(TENDER_COMPILED)
    set(TENDER_TEST_BATCH 15 CACHE STRING "How many files of tests are compiled as one unit")
else()
    set(TENDER_TEST_BATCH 32 CACHE STRING "How many files of tests are compiled as one unit")
endif()

function(tender_add_test_program name)
    set(program tender_test_${name})
    add_executable(${program} ${ARGN})
    target_link_libraries(${program} PRIVATE tender_test tender_test_main)
    if(NOT support IN_LIST ARGN)
        target_link_libraries(${program} PRIVATE tender_test_support)
    endif()
    set_target_properties(${program} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests
        UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${TENDER_TEST_BATCH})
    set(others)
    foreach(suite IN LISTS suites_apart)
        string(REGEX REPLACE "_$" "" file ${suite})
        if(ARGN MATCHES "/${file}[.]cpp")
            tender_add_test(${name}.${file} LABEL unit
                COMMAND ${program} --color_output=no --run_test=${suite})
            list(APPEND others --run_test=!${suite})
            if(suite IN_LIST suites_alone)
                set_tests_properties(${TENDER_TEST_PREFIX}${name}.${file} PROPERTIES
                    RUN_SERIAL TRUE)
            else()
                set_tests_properties(${TENDER_TEST_PREFIX}${name}.${file} PROPERTIES COST 1000)
            endif()
        endif()
    endforeach()
    tender_add_test(${name} LABEL unit COMMAND ${program} --color_output=no ${others})
    set_tests_properties(${TENDER_TEST_PREFIX}${name} PROPERTIES COST 100)
endfunction()

# A folder's program is made of all .cpp files in it and below it. Header-only, where each unit
# holds all of the library, one program has all folders.
file(GLOB test_folders LIST_DIRECTORIES true CONFIGURE_DEPENDS ${tests_dir}/*)
set(sources_of_all)
foreach(folder IN LISTS test_folders)
    cmake_path(GET folder FILENAME name)
    if(NOT IS_DIRECTORY ${folder}
            OR name MATCHES "^(additions|fuzz|benchmarks|blackbox|clients|consume|nonsense)$"
            OR name MATCHES "^(browser|portability|support)$")
        continue()
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    list(REMOVE_ITEM sources ${tests_dir}/simulation/digest.cpp)  # a program of its own
    if(NOT sources)
        continue()
    elseif(TENDER_COMPILED)
        tender_add_test_program(${name} ${sources})
    else()
        list(APPEND sources_of_all ${sources})
    endif()
endforeach()
if(sources_of_all)
    tender_add_test_program(all ${sources_of_all} ${support})
endif()

# A scenario's digest, one line; `tools/test --leg digests` compares compilers by it, header-only.
if(TENDER_COMPILED)
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
    list(FILTER headers EXCLUDE REGEX "src[.]hpp$")  # compiled mode's units
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

foreach(check IN ITEMS floors tidy)
    tender_add_test(${check} LABEL source
        COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/${check}.py)
endforeach()
tender_add_test(checks_find_offences LABEL source
    COMMAND ${Python3_EXECUTABLE} ${tests_dir}/nonsense/checks.py)
tender_add_test(snippets_are_fresh LABEL source
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/snippets.py --check)
tender_add_test(single_header_is_fresh LABEL source
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/amalgamate.py --check)

set(compile ${CMAKE_CXX_COMPILER} -std=c++20)
foreach(directory IN LISTS Boost_INCLUDE_DIRS)
    if(NOT directory IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
        list(APPEND compile -isystem ${directory})
    endif()
endforeach()

# What it takes to add a thing: a copy of the library with its rows is compiled, header-only.
if(NOT TENDER_COMPILED)
    tender_add_test(additions LABEL source COMMAND ${Python3_EXECUTABLE}
        ${tests_dir}/additions/rows.py ${PROJECT_BINARY_DIR}/additions ${compile} -O0 -g0)
endif()

# Nonsense must not compile, and for the reason it states.
list(APPEND compile -I${PROJECT_SOURCE_DIR}/include)
if(TENDER_COMPILED)
    list(APPEND compile -DTENDER_SEPARATE_COMPILATION)
endif()
file(GLOB nonsense CONFIGURE_DEPENDS ${tests_dir}/nonsense/*.cpp)
foreach(file IN LISTS nonsense)
    cmake_path(GET file STEM name)
    tender_add_test(nonsense.${name} LABEL nonsense COMMAND ${Python3_EXECUTABLE}
        ${PROJECT_SOURCE_DIR}/tools/must_not_compile.py ${file} ${compile})
endforeach()

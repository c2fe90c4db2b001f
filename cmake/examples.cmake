# SPDX-License-Identifier: BSL-1.0
# The example programs: one per file of examples/, one per folder of it. All lie in
# <build>/examples. Where NAME.expected exists beside NAME.cpp, what NAME prints must be that; one
# that brings tests of its own is run as a test. What drives tenderd from outside comes last.

set(examples_dir ${PROJECT_SOURCE_DIR}/examples)

function(tender_add_example name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE tender_own)
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/examples)
    foreach(expected IN ITEMS
            ${examples_dir}/${name}.expected ${examples_dir}/${name}/${name}.expected)
        if(TENDER_BUILD_TESTS AND EXISTS ${expected})
            tender_add_test(example.${name} LABEL example
                COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:${name}> -DEXPECTED=${expected}
                    -P ${PROJECT_SOURCE_DIR}/cmake/prints_as_expected.cmake)
        endif()
    endforeach()
    file(STRINGS ${ARGV1} brings_tests REGEX "include <boost/test/")
    if(brings_tests)
        find_package(Boost 1.81 REQUIRED COMPONENTS unit_test_framework)
        target_link_libraries(${name} PRIVATE Boost::unit_test_framework)
        target_compile_definitions(${name} PRIVATE BOOST_TEST_DYN_LINK)
        if(TENDER_BUILD_TESTS)
            tender_add_test(example.${name} LABEL example COMMAND ${name} --color_output=no)
        endif()
    endif()
endfunction()

# What tenderd shares with the programs beside it.
set(tenderd_shared clients command_line connection incoming outgoing server store)
list(TRANSFORM tenderd_shared APPEND .cpp)
list(TRANSFORM tenderd_shared PREPEND ${examples_dir}/tenderd/)
add_library(tenderd_shared STATIC ${tenderd_shared})
target_link_libraries(tenderd_shared PRIVATE tender_own)

file(GLOB examples LIST_DIRECTORIES true CONFIGURE_DEPENDS ${examples_dir}/*)
foreach(example IN LISTS examples)
    cmake_path(GET example STEM name)
    if(IS_DIRECTORY ${example})
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${example}/*.cpp)
        if(name STREQUAL tenderd)   # what the others share is linked
            list(REMOVE_ITEM sources ${tenderd_shared})
        endif()
        if(sources)
            tender_add_example(${name} ${sources})
            target_link_libraries(${name} PRIVATE tenderd_shared)
        endif()
    elseif(example MATCHES "[.]cpp$")
        tender_add_example(${name} ${example})
    endif()
endforeach()

# tenderd, from outside --------------------------------------------------------------------------

if(TENDER_BUILD_TESTS)
    set(blackbox_dir ${PROJECT_SOURCE_DIR}/tests/blackbox)
    add_executable(tenderd_load ${blackbox_dir}/load.cpp)
    add_executable(verify_webhooks ${blackbox_dir}/verify_webhooks.cpp)
    add_executable(tender_jwt ${blackbox_dir}/jwt.cpp)
    add_executable(tender_amounts ${blackbox_dir}/amounts.cpp)
    foreach(tool IN ITEMS tenderd_load tender_amounts tender_jwt verify_webhooks)
        target_link_libraries(${tool} PRIVATE tender_own)
        set_target_properties(${tool} PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/blackbox)
    endforeach()
    tender_add_test(blackbox WAITS LABEL blackbox TIMEOUT 300 COMMAND
        ${blackbox_dir}/tenderd.sh $<TARGET_FILE:tenderd> $<TARGET_FILE:tenderd_load>)
    tender_add_test(blackbox_faces WAITS LABEL blackbox TIMEOUT 300 COMMAND
        ${blackbox_dir}/faces.sh $<TARGET_FILE:tenderd> $<TARGET_FILE:tender-admin>)
    tender_add_test(blackbox_stores WAITS LABEL blackbox TIMEOUT 600 COMMAND
        ${blackbox_dir}/stores.sh $<TARGET_FILE:tenderd> $<TARGET_FILE:tender-admin>)
    tender_add_test(blackbox_crashes WAITS LABEL blackbox TIMEOUT 900 COMMAND
        ${blackbox_dir}/crashes.py ${PROJECT_BINARY_DIR}/examples)
    tender_add_test(blackbox_deliveries WAITS LABEL blackbox TIMEOUT 600 COMMAND
        ${blackbox_dir}/deliveries.py ${PROJECT_BINARY_DIR}/examples)
    # What is measured runs one at a time, beside what waits; a sanitizer slows it down and lets it
    # grow.
    string(REGEX MATCH "address|thread|undefined" attack_sanitizer "${TENDER_SANITIZE}")
    foreach(attack IN ITEMS
            blocked_stderr deaf hanging_provider hanging_receivers huge_bodies idle notifications
            pipelining slow_bodies slow_heads)
        tender_add_test(attack_${attack} LABEL attacks TIMEOUT 120 COMMAND
            ${blackbox_dir}/attacks/${attack}.py ${PROJECT_BINARY_DIR}/examples
            ${attack_sanitizer})
        set_tests_properties(${TENDER_TEST_PREFIX}attack_${attack} PROPERTIES
            RESOURCE_LOCK attacks COST 50)
    endforeach()
    find_program(TENDER_NODE node REQUIRED)
    tender_add_test(clients_webhooks WAITS LABEL blackbox TIMEOUT 300 COMMAND ${TENDER_NODE}
        ${PROJECT_SOURCE_DIR}/tests/clients/webhooks.mjs
        $<TARGET_FILE:tenderd> $<TARGET_FILE:verify_webhooks>)
    tender_add_test(clients_jose WAITS LABEL blackbox TIMEOUT 120 COMMAND ${TENDER_NODE}
        ${PROJECT_SOURCE_DIR}/tests/clients/jose.mjs $<TARGET_FILE:tender_jwt>)
    tender_add_test(clients_amounts WAITS LABEL blackbox TIMEOUT 60 COMMAND ${TENDER_NODE}
        ${PROJECT_SOURCE_DIR}/tests/clients/amounts.mjs $<TARGET_FILE:tender_amounts>)

    # The checkout page, in a real browser; the screenshots lie in <build>/browser.
    add_executable(page_site ${PROJECT_SOURCE_DIR}/tests/browser/site.cpp)
    target_link_libraries(page_site PRIVATE tender_own tenderd_shared)
    target_include_directories(page_site PRIVATE ${examples_dir})
    set_target_properties(page_site PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/browser)
    foreach(story IN ITEMS checkout pages links)
        tender_add_test(browser_${story} WAITS LABEL blackbox TIMEOUT 600 COMMAND ${TENDER_NODE}
            ${PROJECT_SOURCE_DIR}/tests/browser/${story}.mjs $<TARGET_FILE:tenderd>
            $<TARGET_FILE:page_site> ${PROJECT_BINARY_DIR}/browser)
    endforeach()
endif()

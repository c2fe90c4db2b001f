# SPDX-License-Identifier: BSL-1.0
# The example programs: one per file of examples/, one per folder of it. All lie in
# <build>/examples. Where NAME.expected exists beside NAME.cpp, what NAME prints must be that.

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
endfunction()

file(GLOB examples LIST_DIRECTORIES true CONFIGURE_DEPENDS ${examples_dir}/*)
foreach(example IN LISTS examples)
    cmake_path(GET example STEM name)
    if(IS_DIRECTORY ${example})
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${example}/*.cpp)
        if(sources)
            tender_add_example(${name} ${sources})
        endif()
    elseif(example MATCHES "[.]cpp$")
        tender_add_example(${name} ${example})
    endif()
endforeach()

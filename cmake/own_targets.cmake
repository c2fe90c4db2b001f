# SPDX-License-Identifier: BSL-1.0
# What tender's own tests, examples and benchmarks are built with: `tender_own` brings the library
# in the chosen mode, Boost.JSON, OpenSSL, SQLite, libpq, threads, warnings and sanitizers.

foreach(part IN ITEMS OPENSSL POSTGRES SQLITE)
    if(NOT TENDER_${part})
        message(FATAL_ERROR "Our own programs need TENDER_${part}=ON, as all presets have it.")
    endif()
endforeach()
find_package(Threads REQUIRED)

if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(TENDER_CCACHE ccache)
    if(TENDER_CCACHE)
        # Clones in other folders share what they have compiled.
        set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
            CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=true ${TENDER_CCACHE})
    endif()
endif()

add_library(tender_own INTERFACE)
if(TENDER_COMPILED)
    target_link_libraries(tender_own INTERFACE
        tender_faces tender_testing tender_sqlite tender_postgres tender_openssl)
else()
    target_link_libraries(tender_own INTERFACE tender ${tender_json}
        OpenSSL::SSL OpenSSL::Crypto SQLite::SQLite3 PostgreSQL::PostgreSQL)
endif()
target_link_libraries(tender_own INTERFACE Threads::Threads)

target_compile_options(tender_own INTERFACE
    # g++ collects its garbage less often: a tenth of its time.
    $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=1000000>
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
    $<$<CXX_COMPILER_ID:GNU>:-Wold-style-cast>
    $<$<CXX_COMPILER_ID:GNU>:-Wuseless-cast>
    -Wno-missing-field-initializers  # designated initialisers leave out what has a good default
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # false alarms on std::string in g++ 12
    $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>  # as g++ understands -Wconversion
    $<$<CXX_COMPILER_ID:Clang>:-Wno-gnu-zero-variadic-macro-arguments>)

if(TENDER_SANITIZE)
    set(tender_sanitize -fsanitize=${TENDER_SANITIZE} -fno-omit-frame-pointer)
    if(TENDER_SANITIZE MATCHES "undefined")
        list(APPEND tender_sanitize -fno-sanitize-recover=undefined)
    endif()
    # Everything in one program is built alike, the compiled library and Boost.JSON's source too.
    target_compile_options(tender INTERFACE $<BUILD_INTERFACE:${tender_sanitize}>)
    target_compile_options(tender_json_source PRIVATE ${tender_sanitize})
    target_link_options(tender_own INTERFACE ${tender_sanitize})
    # Instrumented code makes g++ see uninitialised reads that are not there.
    target_compile_options(tender_own INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-tsan>)
endif()

# The parts of compiled mode have no warnings either. What runs long is optimised: they are, and
# tests, which take most of the time to compile and little to run, are not.
if(TENDER_COMPILED)
    foreach(part IN LISTS tender_parts)
        target_compile_options(${part} PRIVATE
            $<TARGET_PROPERTY:tender_own,INTERFACE_COMPILE_OPTIONS> ${TENDER_PARTS_OPTIMISED})
    endforeach()
endif()

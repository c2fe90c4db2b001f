# SPDX-License-Identifier: BSL-1.0
# What tender's own tests, examples and benchmarks are built with: `tender_own` brings the library
# in the chosen mode, Boost.JSON, OpenSSL, SQLite, libpq, threads, warnings and sanitizers.

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)

if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(TENDER_CCACHE ccache)
    if(TENDER_CCACHE)
        # Without this sloppiness ccache passes over whatever uses a precompiled header. Clones in
        # other folders share what they have compiled.
        set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
            CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=true
            CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
            ${TENDER_CCACHE})
    endif()
endif()

add_library(tender_own INTERFACE)
target_link_libraries(tender_own INTERFACE
    $<IF:$<BOOL:${TENDER_COMPILED}>,tender_compiled,tender>
    tender_json OpenSSL::SSL OpenSSL::Crypto SQLite::SQLite3 PostgreSQL::PostgreSQL
    Threads::Threads)

target_compile_options(tender_own INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
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

# Our own unit of compiled mode has no warnings either. With sanitizers and at -O0 the tests would
# take three times as long.
if(TENDER_COMPILED)
    target_compile_options(tender_compiled PRIVATE
        $<TARGET_PROPERTY:tender_own,INTERFACE_COMPILE_OPTIONS> $<$<CONFIG:Debug>:-O1>)
endif()

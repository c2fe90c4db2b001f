# SPDX-License-Identifier: BSL-1.0
# The library by parts: tender::faces, tender::testing, tender::sqlite, tender::postgres and
# tender::openssl stand on tender::compiled (the engine, the dispatcher, the store in memory). Each
# is a static library, built and installed with TENDER_COMPILED, else only where something links it.

set(tender_parts)

# tender_part(NAME UNIT [what it links...])
function(tender_part name unit)
    set(target tender_${name})
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${target}.cpp @ONLY
        CONTENT "#include <tender/${unit}>\n")
    add_library(${target} STATIC ${PROJECT_BINARY_DIR}/generated/${target}.cpp)
    add_library(tender::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
    if(NOT TENDER_COMPILED)
        set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
    target_link_libraries(${target} PUBLIC ${ARGN})
    set(tender_parts ${tender_parts} ${target} PARENT_SCOPE)
endfunction()

tender_part(compiled src.hpp tender ${tender_json})
target_compile_definitions(tender_compiled PUBLIC TENDER_SEPARATE_COMPILATION)
tender_part(faces api/src.hpp tender_compiled)
tender_part(testing testing/src.hpp tender_compiled)

set(tender_needs)   # what an installed package has to find
if(TENDER_SQLITE)
    find_package(SQLite3 REQUIRED)
    list(APPEND tender_needs SQLite3)
    tender_part(sqlite store/sqlite_src.hpp tender_compiled SQLite::SQLite3)
endif()
if(TENDER_POSTGRES)
    find_package(PostgreSQL REQUIRED)
    list(APPEND tender_needs PostgreSQL)
    tender_part(postgres store/postgres_src.hpp tender_compiled PostgreSQL::PostgreSQL)
endif()
if(TENDER_OPENSSL)
    find_package(OpenSSL REQUIRED)
    find_package(Threads REQUIRED)
    list(APPEND tender_needs OpenSSL Threads)
    tender_part(openssl adapter/openssl_src.hpp
        tender_compiled OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
endif()

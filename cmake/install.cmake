# SPDX-License-Identifier: BSL-1.0
# Installs headers, licence, CMake package and pkg-config file. All of it may be moved afterwards.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/tender)
set(pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tender
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
    DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/tender)

set(installed tender)
set(needed_by_package)
set(boost_components "OPTIONAL_COMPONENTS json")   # where the headers come to may have none
set(libs)
if(NOT tender_json)
    set(libs "Libs: -lboost_json")
endif()
if(TENDER_COMPILED)
    list(APPEND installed ${tender_json} ${tender_parts})
    if(NOT tender_json)
        set(boost_components "COMPONENTS json")
    endif()
    foreach(need IN LISTS tender_needs)
        string(APPEND needed_by_package "find_dependency(${need})\n")
    endforeach()
endif()
install(TARGETS ${installed} EXPORT tender-targets)
install(EXPORT tender-targets NAMESPACE tender:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/tender-config.cmake.in
    ${PROJECT_BINARY_DIR}/generated/tender-config.cmake INSTALL_DESTINATION ${package_dir})
set(any_architecture ARCH_INDEPENDENT)
if(TENDER_COMPILED)
    set(any_architecture)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/tender-config-version.cmake
    COMPATIBILITY SameMinorVersion ${any_architecture})
install(FILES
    ${PROJECT_BINARY_DIR}/generated/tender-config.cmake
    ${PROJECT_BINARY_DIR}/generated/tender-config-version.cmake
    DESTINATION ${package_dir})

# From the pkg-config file to the headers by a relative path, so that the prefix may move.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR
    BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${pkgconfig_dir} OUTPUT_VARIABLE include_from_pkgconfig)
configure_file(${PROJECT_SOURCE_DIR}/cmake/tender.pc.in
    ${PROJECT_BINARY_DIR}/generated/tender.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/generated/tender.pc DESTINATION ${pkgconfig_dir})

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

install(TARGETS tender EXPORT tender-targets)
install(EXPORT tender-targets NAMESPACE tender:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/tender-config.cmake.in
    ${PROJECT_BINARY_DIR}/generated/tender-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/tender-config-version.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
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

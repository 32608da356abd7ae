# All external libraries. A room names those it uses: connectory_module(json LIBRARIES simdjson::simdjson).
# tools/packages.txt has their Debian packages, which `make setup` installs.
#
#   Boost::headers Boost::json Boost::url    CLI11::CLI11       date::date            fmt::fmt
#   JPEG::JPEG PNG::PNG
#   OpenSSL::SSL OpenSSL::Crypto
#   PkgConfig::re2   PkgConfig::sodium   PkgConfig::xml2   PkgConfig::yaml   prometheus-cpp::core   pugixml::pugixml   simdjson::simdjson   spdlog::spdlog
#   SQLite::SQLite3   tomlplusplus::tomlplusplus   ZLIB::ZLIB   and for tests: GTest::gtest rapidcheck

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED CONFIG COMPONENTS headers json url)
find_package(CLI11 REQUIRED CONFIG)
find_package(date REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
find_package(JPEG REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(PNG REQUIRED)
find_package(prometheus-cpp REQUIRED CONFIG)
find_package(pugixml REQUIRED CONFIG)
find_package(simdjson REQUIRED CONFIG)
find_package(spdlog REQUIRED CONFIG)
find_package(SQLite3 REQUIRED)
find_package(tomlplusplus REQUIRED CONFIG)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(xml2 REQUIRED IMPORTED_TARGET libxml-2.0)

find_package(GTest REQUIRED CONFIG)
find_package(rapidcheck REQUIRED CONFIG)

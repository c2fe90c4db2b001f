// SPDX-License-Identifier: BSL-1.0
// Every part of compiled mode in one program: a sandbox on SQLite, a face, OpenSSL's crypto.
#include <tender/adapter/http_sender.hpp>
#include <tender/adapter/openssl.hpp>
#include <tender/api/dispatcher.hpp>
#include <tender/api/inflow.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/store/postgres.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/testing/sandbox.hpp>

#include <chrono>
#include <cstdio>
#include <string>

#ifdef SQLITE_VERSION
#    error "sqlite3.h is here"
#endif
#ifdef LIBPQ_FE_H
#    error "libpq-fe.h is here"
#endif
#ifdef OPENSSL_VERSION_MAJOR
#    error "OpenSSL's headers are here"
#endif

int main()
{
    tender::testing::sandbox bank({.store = tender::sqlite_storage::open("parts.db").value()});
    auto const paid = bank.pay({1000, "NGN"});
    tender::dispatcher api{bank.engine(), {{"/popfab", tender::popfab()},
                                           {"/shop", tender::shop()},
                                           {"/poof", tender::poof()},
                                           {"/inflow", tender::inflow()}}};
    auto const answer = api.handle({.method = "GET", .target = "/popfab/v1/payments"});
    auto const nowhere = tender::postgres_storage::open("host=127.0.0.1 port=1 connect_timeout=1");
    bool const alike = tender::openssl_crypto().sha256("tender") == tender::sha256_of("tender");
    tender::string_pairs const no_headers;
    bool const sent =
        tender::http_sender()
            .send({"ftp://nowhere.example", no_headers, {}, std::chrono::seconds(1)})
            .status != 0;
    std::printf("%lld, %d, %d\n", static_cast<long long>(paid.captured), answer.status, alike);
    return paid.captured == 1000 && answer.status == 401 && alike && !nowhere && !sent ? 0 : 1;
}

// SPDX-License-Identifier: BSL-1.0
// tests/adapter/http_sender.cpp: webhooks leave over real sockets: to receivers that behave and to
// those that do not, and never to addresses that are nobody else's.
#include <tender/adapter/http_sender.hpp>

#include <contract/temporary.hpp>
#include <support/listener.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

namespace http_sender_tests {

using namespace tender;
using namespace tender::testing;
using namespace std::chrono_literals;

namespace {

using milliseconds = std::chrono::milliseconds;

constexpr std::string_view body = R"({"id":"evt_1"})";

sent post(http_sender& from, std::string const& url, milliseconds limit = 2s)
{
    string_pairs const headers{{"Content-Type", "application/json"}, {"X-Test", "a b"}};
    return from.send({url, headers, body, limit});
}

sent post(std::string const& url, milliseconds limit = 2s)
{
    http_sender anywhere(reach::anywhere);
    return post(anywhere, url, limit);
}

/// How long a call takes.
template<class Call>
milliseconds time_of(Call&& call)
{
    auto const begin = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

std::string answer(std::string_view status, std::string_view headers = {})
{
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: 2\r\n\r\nno";
}

/// An authority of the test's own, which the process trusts beside the system's, and what it signs.
class authority {
public:
    authority()
    {
        run("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -keyout ca.key -out ca.pem");
        ::setenv("SSL_CERT_FILE", (folder_.path() + "/ca.pem").c_str(), 1);
    }

    /// A server's context with a certificate for a host.
    std::shared_ptr<boost::asio::ssl::context> server(std::string const& host, bool trusted = true)
    {
        auto const extension = "-addext subjectAltName=" + host;
        if (trusted) {
            run("req -newkey rsa:2048 -nodes -subj /CN=x -keyout s.key -out s.csr " + extension);
            run("x509 -req -days 2 -in s.csr -CA ca.pem -CAkey ca.key -CAcreateserial "
                "-copy_extensions copy -out s.pem");
        } else {
            run("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=x -keyout s.key -out s.pem " +
                extension);
        }
        using boost::asio::ssl::context;
        auto out = std::make_shared<context>(context::tls_server);
        out->use_certificate_chain_file(folder_.path() + "/s.pem");
        out->use_private_key_file(folder_.path() + "/s.key", context::pem);
        return out;
    }

private:
    void run(std::string const& what)
    {
        auto const command = "cd " + folder_.path() + " && openssl " + what + " 2>/dev/null";
        BOOST_REQUIRE(std::system(command.c_str()) == 0);
    }

    contract::temporary_folder folder_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(http_sender_)

BOOST_AUTO_TEST_CASE(a_request_arrives_as_it_was_written)
{
    listener there;
    auto const url = there.url("127.0.0.1", "/hooks/a%20b?x=1&y#not-this");
    auto const done = post(url);
    BOOST_TEST(done.status == 200);
    BOOST_TEST(done.error == "");
    BOOST_REQUIRE(there.requests().size() == 1U);
    auto const host = "127.0.0.1:" + std::to_string(there.port());
    BOOST_TEST(there.requests()[0] ==
               "POST /hooks/a%20b?x=1&y HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: tender\r\n"
               "Connection: close\r\nContent-Type: application/json\r\nX-Test: a b\r\n"
               "Content-Length: 14\r\n\r\n" + std::string(body));
    for (auto const* path : {"", "?x", "#y"})
        BOOST_TEST(post(there.url("127.0.0.1", path)).status == 200);
    BOOST_TEST(there.requests()[1].starts_with("POST / HTTP/1.1\r\n"));
    BOOST_TEST(there.requests()[2].starts_with("POST /?x HTTP/1.1\r\n"));
    BOOST_TEST(there.requests()[3].starts_with("POST / HTTP/1.1\r\n"));
    BOOST_TEST(post(there.url("localhost")).status == 200);
}

BOOST_AUTO_TEST_CASE(C31_redirects_are_answers_and_not_followed)
{
    listener there, elsewhere;
    for (auto const* status : {"301 Moved", "302 Found", "303 See", "307 Again", "308 Again"}) {
        there.react({answer(status, "Location: " + elsewhere.url() + "\r\n")});
        BOOST_TEST(post(there.url()).status == std::stoi(status));
    }
    BOOST_TEST(elsewhere.connections() == 0);
    BOOST_TEST(there.connections() == 5);
}

BOOST_AUTO_TEST_CASE(every_status_is_told)
{
    listener there;
    for (auto const* status : {"200 OK", "204 None", "299 x", "400 x", "410 Gone", "429 x",
                               "500 x", "503 x", "599 x"}) {
        there.react({answer(status)});
        auto const done = post(there.url());
        BOOST_TEST(done.status == std::stoi(status));
        BOOST_TEST(!done.retry_after.has_value());
    }
    there.react({"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: y\r\n\r\n" +
                 answer("202 Accepted")});
    BOOST_TEST(post(there.url()).status == 202);
}

BOOST_AUTO_TEST_CASE(retry_after_is_read_as_seconds_or_as_a_date)
{
    listener there;
    auto const asked = [&](std::string const& text) {
        there.react({answer("503 x", "Retry-After: " + text + "\r\n")});
        auto const done = post(there.url());
        return done.retry_after ? done.retry_after->count() : -1;
    };
    BOOST_TEST(asked("0") == 0);
    BOOST_TEST(asked("120") == 120);
    BOOST_TEST(asked("99999999999999") == 366 * 24 * 3600);
    BOOST_TEST(asked("Wed, 21 Oct 2015 07:28:00 GMT") == 0);
    char soon[64];
    using system = std::chrono::system_clock;
    auto const then = system::to_time_t(system::now() + 1000s);
    std::strftime(soon, sizeof soon, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&then));
    BOOST_TEST(asked(soon) >= 990);
    BOOST_TEST(asked(soon) <= 1000);
    for (auto const* none : {"", "-1", "soon", "1.5", "12s", "Wed, 21 Oct 2015"})
        BOOST_TEST(asked(none) == -1, none);
}

BOOST_AUTO_TEST_CASE(who_is_silent_or_slow_is_left_when_the_time_is_over)
{
    listener there;
    reaction const slow[] = {
        {"", 20s},                                              // never answers
        {answer("200 OK"), 20s},                                // far too late
        {"HTTP/1.1 200 OK\r\nX: " + std::string(1000, 'x'), 0ms, 50ms},   // byte by byte
        {"", 20s, 0ms, false},                                  // does not even read
    };
    for (auto const& how : slow) {
        there.react(how);
        sent done;
        auto const took = time_of([&] { done = post(there.url(), 300ms); });
        BOOST_TEST(done.status == 0);
        BOOST_TEST(done.error == "no answer within 300 ms");
        BOOST_TEST((took >= 290ms));
        BOOST_TEST((took < 1500ms));
    }
}

BOOST_AUTO_TEST_CASE(a_call_ends_whatever_the_receiver_does)
{
    struct { char const* name; reaction how; } const endless[] = {
        {"continues", {"", 0ms, 0ms, true, "HTTP/1.1 100 Continue\r\n\r\n"}},
        {"continues slowly", {"", 0ms, 40ms, true, "HTTP/1.1 100 Continue\r\n\r\n"}},
        {"hints", {"", 0ms, 0ms, true, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"}},
        {"processes", {"", 0ms, 5ms, true, "HTTP/1.1 102 Processing\r\n\r\n"}},
        {"head", {"HTTP/1.1 200 OK\r\n", 0ms, 0ms, true, "X: aaaaaaaaaaaaaaaa\r\n"}},
        {"slow head", {"HTTP/1.1 200 OK\r\n", 0ms, 30ms, true, "X: a\r\n"}},
        {"one field", {"HTTP/1.1 200 OK\r\nX: ", 0ms, 0ms, true, "aaaaaaaaaaaaaaaa"}},
        {"empty lines", {"", 0ms, 0ms, true, "\r\n"}},
        {"reason", {"HTTP/1.1 200 ", 0ms, 0ms, true, "OK"}},
    };
    authority ca;
    listener plain, secured("127.0.0.1", ca.server("IP:127.0.0.1"));
    for (auto* const there : {&plain, &secured})
        for (auto const& e : endless) BOOST_TEST_CONTEXT(there->url() << " " << e.name) {
            there->react(e.how);
            sent done;
            auto const before = std::clock();
            auto const took = time_of([&] { done = post(there->url(), 400ms); });
            BOOST_TEST(done.status == 0);
            BOOST_TEST(!done.error.empty());
            BOOST_TEST((took < 1200ms));
            BOOST_TEST(std::clock() - before < CLOCKS_PER_SEC);
        }
}

BOOST_AUTO_TEST_CASE(of_an_answer_the_head_is_enough)
{
    listener there;
    reaction const great[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", 0ms, 0ms, true, "more"},
        {"HTTP/1.1 204 No Content\r\nContent-Length: 99999999999999\r\n\r\n"},
        {"HTTP/1.1 200 OK\r\n\r\n", 0ms, 0ms, true, "a body without an end"},
        {"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n", 0ms, 0ms, true,
         "1\r\na\r\n"},
        {"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nno chunk at all"},
    };
    for (auto const& how : great) {
        there.react(how);
        auto const done = post(there.url());
        BOOST_TEST((done.status >= 200 && done.status < 300), done.error);
    }
}

BOOST_AUTO_TEST_CASE(a_program_that_ends_interrupts_what_is_on_its_way)
{
    listener there;
    there.react({"", 20s});
    http_sender from(reach::anywhere);
    sent cut;
    auto const took = time_of([&] {
        std::thread on_its_way([&] { cut = post(from, there.url(), 15s); });
        std::this_thread::sleep_for(100ms);
        from.stop();
        on_its_way.join();
    });
    BOOST_TEST(cut.interrupted);
    BOOST_TEST(cut.status == 0);
    BOOST_TEST(took.count() < 1000);
    BOOST_TEST(post(from, there.url()).interrupted);
    BOOST_TEST(there.connections() == 1);
}

BOOST_AUTO_TEST_CASE(who_closes_early_or_talks_nonsense_has_not_answered)
{
    listener there;
    for (auto const& bytes : {std::string(), std::string("HTTP/1.1 200 OK\r\nX: "),
                              std::string("HTTP/1.1 200"), std::string("220 smtp ready\r\n\r\n"),
                              std::string("HTTP/1.1 999999 x\r\n\r\n"), std::string(100, '\0'),
                              "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')}) {
        there.react({bytes});
        auto const done = post(there.url());
        BOOST_TEST(done.status == 0);
        BOOST_TEST(done.error != "");
    }
    std::string closed;
    {
        listener gone;
        closed = gone.url();
    }
    BOOST_TEST(post(closed).error == "Connection refused");
    BOOST_TEST(post("http://no-such-host.invalid/").status == 0);
    BOOST_TEST(post("gopher://x").error == "this is no URL that can be sent to");
}

BOOST_AUTO_TEST_CASE(C31_tls_is_checked_for_the_authority_and_the_host)
{
    authority ca;
    http_sender anywhere(reach::anywhere);
    struct {
        std::string host;
        bool trusted;
        std::string asked;
        bool good;
    } const cases[] = {
        {"DNS:localhost", true, "localhost", true},
        {"IP:127.0.0.1", true, "127.0.0.1", true},
        {"DNS:localhost", false, "localhost", false},
        {"DNS:shop.example.com", true, "localhost", false},
        {"DNS:localhost", true, "127.0.0.1", false},
    };
    for (auto const& c : cases) {
        listener there("127.0.0.1", ca.server(c.host, c.trusted));
        auto const done = post(anywhere, there.url(c.asked));
        BOOST_TEST((done.status == 200) == c.good, c.asked << ": " << done.error);
        BOOST_TEST(there.requests().size() == (c.good ? 1U : 0U));
    }
    listener plain;
    auto const done = post(anywhere, "https://localhost:" + std::to_string(plain.port()) + "/",
                           500ms);
    BOOST_TEST(done.status == 0);
    listener there("127.0.0.1", ca.server("DNS:localhost"));
    there.react({"", 20s});
    BOOST_TEST(post(anywhere, there.url("localhost"), 300ms).error == "no answer within 300 ms");
    ::unsetenv("SSL_CERT_FILE");
}

/// In every notation that some reader takes for one of them.
BOOST_AUTO_TEST_CASE(C31_no_spelling_of_a_local_address_is_reached)
{
    listener v4("0.0.0.0"), v6("::");
    std::vector<std::string> const spellings = {
        "127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "0177.0.0.1", "0177.1",
        "0x7f.0.0.1", "0x7f.1", "0x7f000001", "0X7F000001", "2130706433", "017700000001",
        "127.0.0.1.", "127.0.0.01", "00127.0.0.1", "127.0.0.1%00", "127。0。0。1", "①②⑦.0.0.1",
        "%31%32%37.0.0.1", "0.0.0.0", "0", "0.0", "000.000.000.000", "0x0", "localhost",
        "LOCALHOST", "localhost.", "LocalHost", "ip6-localhost", "[::1]", "[0:0:0:0:0:0:0:1]",
        "[0000::0001]", "[::0001]", "[::]", "[0::0]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:1]", "[::FFFF:7F00:1]", "[::127.0.0.1]", "[::7f00:1]",
        "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]",
        "[fe80::1%25lo]", "[fe80::1%lo]", "[fc00::1]", "[fd00::1]", "[fec0::1]", "[ff02::1]",
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "192.168.255.255", "100.64.0.1", "169.254.169.254", "169.254.0.1", "0xa9fea9fe",
        "2852039166", "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
        "[fd00:ec2::254]", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "user@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1#@example.com", "[::1].example.com",
        "127.0.0.1\\@example.com", "1.1.1.1&@127.0.0.1",
    };
    BOOST_TEST(spellings.size() >= 60U);
    http_sender from;
    for (auto const& host : spellings)
        for (auto const* const there : {&v4, &v6})
            for (auto const* scheme : {"https://", "http://", "HTTPS://", "//"}) {
                auto const url = scheme + host + ":" + std::to_string(there->port()) + "/";
                auto const done = post(from, url, 500ms);
                BOOST_TEST(done.status == 0, url);
                BOOST_TEST(done.error != "", url);
            }
    BOOST_TEST(v4.connections() == 0);
    BOOST_TEST(v6.connections() == 0);
    // The listeners are there: who may reach them does.
    BOOST_TEST(post("http://127.0.0.1:" + std::to_string(v4.port()) + "/").status == 200);
    BOOST_TEST(post("http://[::1]:" + std::to_string(v6.port()) + "/").status == 200);
}

BOOST_AUTO_TEST_CASE(C31_a_name_that_leads_to_this_machine_is_not_followed)
{
    listener there("0.0.0.0");
    http_sender from;
    for (std::string const host : {"localhost", "ip6-localhost", "ip6-loopback"}) {
        auto const done = post(from, "https://" + host + ":" + std::to_string(there.port()) + "/");
        BOOST_TEST(done.status == 0);
        bool const known = done.error == "the host has no public address";
        BOOST_TEST((known || host != "localhost"), done.error);
    }
    BOOST_TEST(there.connections() == 0);
}

BOOST_AUTO_TEST_CASE(many_threads_may_send_at_once)
{
    listener there;
    http_sender from(reach::anywhere);
    std::atomic<int> arrived{0};
    std::vector<std::thread> running;
    for (int t = 0; t != 8; ++t)
        running.emplace_back([&] {
            for (int i = 0; i != 25; ++i)
                if (post(from, there.url("localhost")).status == 200) ++arrived;
        });
    for (auto& t : running) t.join();
    BOOST_TEST(arrived == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace http_sender_tests

// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime/peers.cpp: who hangs has little of the senders' time, and less each time.
#include <tender/service/runtime/peers.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

namespace peers_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

using milliseconds = std::chrono::milliseconds;

constexpr std::uint64_t host = 7, elsewhere = 8;

struct lane {
    peers all;
    milliseconds now{1'000'000};

    explicit lane(int senders) : all(senders) {}

    std::optional<peers::visit> enter(std::int32_t queue)
    {
        return all.enter(queue, now, wait);
    }
    bool may(std::int32_t queue) { return enter(queue).has_value(); }
    void answer(std::int32_t queue, std::uint64_t at = host, milliseconds took = 10ms)
    {
        all.note(queue, at, true, took, now);
    }
    void silence(std::int32_t queue, std::uint64_t at = host)
    {
        all.note(queue, at, false, 10s, now);
    }

    milliseconds wait{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(peers_of_webhooks)

BOOST_AUTO_TEST_CASE(one_queue_has_a_quarter_of_the_senders_once_it_is_trusted)
{
    for (auto const& [senders, share] : {std::pair(1, 1), {4, 1}, {8, 2}, {16, 4}}) {
        lane l(senders);
        {
            auto const first = l.enter(1);
            BOOST_TEST(first.has_value());
            BOOST_TEST(!l.may(1));                   // not trusted: one at a time
            BOOST_TEST((l.wait > 0ms));
        }
        l.answer(1);
        std::vector<peers::visit> on_their_way;
        while (auto one = l.enter(1)) on_their_way.push_back(std::move(*one));
        BOOST_TEST(on_their_way.size() == static_cast<std::size_t>(share));
        on_their_way.clear();
        BOOST_TEST(l.may(1));
    }
}

BOOST_AUTO_TEST_CASE(all_that_are_not_trusted_have_half)
{
    for (auto const& [senders, half] : {std::pair(1, 1), {4, 2}, {8, 4}, {16, 8}}) {
        lane l(senders);
        l.answer(1000);
        std::vector<peers::visit> on_their_way;
        for (std::int32_t queue = 1; auto one = l.enter(queue); ++queue)
            on_their_way.push_back(std::move(*one));
        BOOST_TEST(on_their_way.size() == static_cast<std::size_t>(half));
        BOOST_TEST(l.may(1000));
    }
}

BOOST_AUTO_TEST_CASE(who_is_silent_again_and_again_is_left_alone_for_longer_and_longer)
{
    lane l(8);
    l.silence(1);
    BOOST_TEST(l.may(1));                            // once is nothing
    for (auto const pause : {2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}) {
        l.silence(1);
        BOOST_TEST(!l.may(1));
        BOOST_TEST((l.wait == pause));
        l.now += pause - 1ms;
        BOOST_TEST(!l.may(1));
        l.now += 1ms;
        BOOST_TEST(l.may(1));
    }
    l.answer(1);
    l.silence(1);
    BOOST_TEST(l.may(1));
}

BOOST_AUTO_TEST_CASE(who_was_silent_is_trusted_again_after_some_answers)
{
    lane l(8);
    auto const answers_until_trusted = [&] {
        for (int answers = 0;; ++answers) {
            auto const first = l.enter(1), second = l.enter(1);
            if (second) return answers;
            l.answer(1);
        }
    };
    BOOST_TEST(answers_until_trusted() == 1);
    l.silence(1);
    BOOST_TEST(answers_until_trusted() == 1);
    for (auto const& [silences, answers] : {std::pair(2, 3), {3, 7}, {5, 31}, {50, 31}}) {
        for (int i = 0; i != silences; ++i) l.silence(1);
        l.now += 1min;
        BOOST_TEST(answers_until_trusted() == answers);
    }
}

BOOST_AUTO_TEST_CASE(who_answers_late_has_one_sender_and_is_never_left_alone)
{
    lane l(8);
    l.answer(1, host, 1999ms);
    BOOST_TEST(l.may(1));
    for (int i = 0; i != 20; ++i) {
        l.answer(1, host, 2000ms);
        auto const first = l.enter(1);
        BOOST_TEST(first.has_value());
        BOOST_TEST(!l.may(1));
    }
    l.silence(1);
    l.silence(1);
    BOOST_TEST(!l.may(1));
    l.now += 1min;
    l.answer(1, host, 9s);
    l.silence(1);
    BOOST_TEST(l.may(1));                            // an answer ends a time of silence
}

BOOST_AUTO_TEST_CASE(a_host_of_several_silent_queues_waits_and_those_that_are_trusted_do_not)
{
    lane l(8);
    l.answer(50);                                    // of the same host, well
    for (std::int32_t queue = 1; queue != 5; ++queue) {
        BOOST_TEST((l.all.held_up(queue, host, l.now) == 0ms));
        l.silence(queue);
    }
    BOOST_TEST((l.all.held_up(60, host, l.now) == 2s));
    BOOST_TEST((l.all.held_up(61, elsewhere, l.now) == 0ms));
    BOOST_TEST((l.all.held_up(50, host, l.now) == 0ms));
    BOOST_TEST(!l.may(60));                          // its host is known by now
    BOOST_TEST(l.may(61));
    BOOST_TEST(l.may(50));
    l.answer(50);
    BOOST_TEST((l.all.held_up(60, host, l.now) == 0ms));
    BOOST_TEST(l.may(60));
}

BOOST_AUTO_TEST_CASE(strangers_do_not_fill_the_memory)
{
    lane l(8);
    l.answer(1);
    for (std::int32_t queue = 2; queue != 100'000; ++queue) {
        BOOST_TEST_REQUIRE(l.may(queue));
        l.silence(queue, static_cast<std::uint64_t>(queue));
    }
    BOOST_TEST(l.may(1));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace peers_tests

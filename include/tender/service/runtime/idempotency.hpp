// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/idempotency.hpp: idempotency: one execution per key, and its answer again.
#pragma once

#include <tender/domain/event/answer.hpp>
#include <tender/domain/runtime/idempotency_record.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tender {

/// A request that carries an idempotency key. `route` is face, method and path, the object that
/// the path names in one spelling.
struct idempotency_request {
    std::string_view route;
    std::string_view key;              ///< 1 to 255 printable ASCII characters
    digest fingerprint{};              ///< of everything in the request that counts [C15]
    std::array<std::uint8_t, 16> as_sent{};   ///< of every byte of query and body; zeros: none
    int status = 200;                  ///< of the answer, where it succeeds
};

/// The answer that a key has, under that status. No answer: the key is free.
struct replay {
    int status = 200;
    tender::answer answer;
};

/// What is known of a key before its request is read.
struct first_look {
    bool is_free = false;              ///< nobody has it
    tender::replay seen{};             ///< with an answer: the very same bytes had it before
};

/// Looks keys up, and finishes what nobody else will. Thread-safe.
class idempotency_records {
public:
    explicit idempotency_records(runtime& r) : runtime_(r) {}

    /// Answers a key that nobody else will.
    using repairer = std::function<result<>(merchant const&, versioned<idempotency_record> const&)>;

    /// The answer that the key has, or none where it is free. Waits for a first request that
    /// still runs, as long as the settings say; what one that died left is repaired. Faults:
    /// idempotency_conflict (another request had the key), request_in_progress with a delay,
    /// storage_unavailable.
    result<replay> look(merchant const& who, idempotency_request const& request,
                        repairer const& repair);

    /// Has the very same request its answer already? Its fingerprint need not be known for that.
    /// Faults internal, where the answer is lost, and storage_unavailable.
    result<first_look> look_before_reading(merchant const& who,
                                           idempotency_request const& request);

    /// Does a program's own request under a key: `does` is called with the request where the key is
    /// free, and gives a result; else the key's answer is given. The request's fingerprint is made
    /// of `said`, everything that counts in it.
    template<class Does>
    result<tender::answer> once(merchant const& who, std::string_view route, std::string_view key,
                                std::string_view said, repairer const& repair, Does&& does)
    {
        idempotency_request request{.route = route, .key = key,
                                    .fingerprint = runtime_.crypto().sha256(said)};
        for (int round = 0;; ++round) {
            auto const seen = look(who, request, repair);
            if (!seen) return seen.error();
            if (seen->answer) return seen->answer;
            auto done = does(&request);
            if (done) return tender::answer(std::move(*done));
            bool const raced = done.error() == errc::request_in_progress;
            if (!raced || round == most_races) return done.error();
        }
    }

    /// The same for what makes a record that no event tells of: where the key is taken, the one
    /// that it made is given, as it is now. Fault not_found where that is gone.
    template<class R, class Does>
    result<R> once_made(merchant const& who, std::string_view route, std::string_view key,
                        std::string_view said, Does&& does)
    {
        idempotency_request const request{.route = route, .key = key,
                                          .fingerprint = runtime_.crypto().sha256(said)};
        for (int round = 0;; ++round) {
            auto seen = made<R>(who, request);
            if (!seen) return seen.error();
            if (*seen) return std::move(**seen);
            auto done = does(&request);
            bool const raced = !done && done.error() == errc::request_in_progress;
            if (!raced || round == most_races) return done;
        }
    }

    /// Makes a record that no event tells of, once where its command has a key: `insert` is called
    /// in a unit of work with a record that has all that every record of merchants has.
    template<class R, class Command, class Insert>
    result<R> make(merchant const& who, std::string_view route, Command const& command,
                   Insert&& insert)
    {
        auto const run = [&](idempotency_request const* request) {
            auto const now = runtime_.now();
            R fresh{};
            fresh.id = {runtime_.new_id(now)};
            fresh.account = who.account;
            fresh.mode = who.mode;
            fresh.created_at = now;
            if constexpr (requires { fresh.updated_at; }) fresh.updated_at = now;
            return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<R> {
                if (request != nullptr)
                    if (auto const taken = reserve_for(unit, who, *request, fresh.id, now); !taken)
                        return taken.error();
                return insert(unit, R(fresh));
            });
        };
        if (!command.idempotency_key) return run(nullptr);
        std::string said;
        write_json(said, command);
        return once_made<R>(who, route, command.idempotency_key->str(), said, run);
    }

    /// So often a request looks again that another was quicker to take its key.
    static constexpr int most_races = 100;

    /// Part of the unit of work that does the request's first step: the record where the key was
    /// free, conflict where another was first. A dead record is removed on the way. `answer` is the
    /// event that the same unit of work appends where it does all that was asked.
    template<class R>
    result<id<idempotency_record>> reserve(unit_of_work& unit, merchant const& who,
                                           idempotency_request const& request, id<R> subject,
                                           instant now, instant running_until,
                                           bool unseen = false, id<event> answer = {})
    {
        constexpr auto about = enum_from<idempotency_subject>(record_of<R>.name);
        return reserve(unit, who, request, about.value_or(idempotency_subject::other),
                       subject.value, now, running_until, unseen, answer);
    }

    /// The same for a record that no event tells of, which the unit of work makes.
    template<class R>
    result<> reserve_for(unit_of_work& unit, merchant const& who,
                         idempotency_request const& request, id<R> made, instant now)
    {
        auto const taken = reserve(unit, who, request, idempotency_subject::record, made.value,
                                   now, now, false, {});
        return taken ? result<>() : result<>(taken.error());
    }

    /// The key's answer, for the first request, where another writer was quicker to give it; none
    /// where nobody was.
    result<tender::answer> answer(merchant const& who, idempotency_request const& request);

    /// Removes at most `limit` records that are dead; says how many.
    result<int> sweep(merchant const& who, int limit);

    /// When the oldest record may be dead, by both clocks; in an hour, where it has lived its day
    /// and is not. None where there is no record.
    result<std::optional<instant>> next_expiry(unit_of_work& unit, merchant const& who,
                                              instant now);

    void wake(idempotency_request const& request) { runtime_.waiter().wake(number_of(request)); }

private:
    result<id<idempotency_record>> reserve(unit_of_work& unit, merchant const& who,
                                           idempotency_request const& request,
                                           idempotency_subject about, ulid subject, instant now,
                                           instant running_until, bool unseen, id<event> answer);
    static std::uint64_t number_of(idempotency_request const& request)
    {
        return hash_of(request.key, hash_of(request.route));
    }
    /// What there is now: `running` is the record that has no answer yet.
    result<replay> peek(merchant const& who, idempotency_request const& request,
                          std::optional<versioned<idempotency_record>>& running);
    static result<replay> answer_of(unit_of_work& unit, idempotency_record const& c);
    result<bool> dead(unit_of_work& unit, idempotency_record const& c);
    bool has_lived(idempotency_record const& c);
    std::chrono::milliseconds left_of(idempotency_record const& c);
    result<versioned<idempotency_record>> find(unit_of_work& unit, merchant const& who,
                                               idempotency_request const& request);
    /// The record of a key that is alive; none where it is free. Fault idempotency_conflict.
    result<std::optional<versioned<idempotency_record>>>
    find_alive(unit_of_work& unit, merchant const& who, idempotency_request const& request);

    template<class R>
    result<std::optional<R>> made(merchant const& who, idempotency_request const& request)
    {
        using made = result<std::optional<R>>;
        return runtime_.transact(who.account, [&](unit_of_work& unit) -> made {
            auto const c = find_alive(unit, who, request);
            if (!c) return c.error();
            if (!*c) return made(std::nullopt);
            auto const found = unit.find(id<R>{(**c)->subject});
            if (!found) return found.error();
            return std::optional<R>(**found);
        });
    }

    runtime& runtime_;
    interner<std::string> routes_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/runtime/impl/idempotency.ipp>
#endif

// SPDX-License-Identifier: BSL-1.0
// tests/service/bank.hpp: what the tests of the services share: a client, and what must hold.
#pragma once

#include <tender/service/engine_internals.hpp>
#include <tender/store/records/records.hpp>
#include <tender/testing/passing_storage.hpp>
#include <tender/testing/sandbox.hpp>
#include <tender/testing/scripted_provider.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tender::testing {

using namespace std::chrono_literals;

/// A store that calls back, once, after the next commit that was made.
class watched_storage final : public passing_storage {
public:
    watched_storage() : passing_storage(make_store(0)) {}

    std::function<void()> after_next_commit{};

    result<> commit(id<account> owner, unit_changes const& what) override
    {
        auto done = passing_storage::commit(owner, what);
        if (done && after_next_commit) std::exchange(after_next_commit, {})();
        return done;
    }
};

/// All records of a list, newest first.
template<class R>
std::vector<versioned<R>> all(sandbox& bank, list_index<R> by, mode where = mode::test)
{
    sandbox::pause_faults const quiet(bank);
    index_key key;
    key.add(where);
    return all_records(bank.engine(), {bank.who().account, where, {}}, by, key);
}

inline std::optional<attempt> find_attempt(sandbox& bank, id<attempt> which)
{
    sandbox::pause_faults const quiet(bank);
    unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
    auto const found = unit.find(which);
    return found ? std::optional(**found) : std::nullopt;
}

/// The jobs that wait, soonest first, housekeeping aside.
inline std::vector<job> jobs_of(sandbox& bank)
{
    sandbox::pause_faults const quiet(bank);
    auto& store = runtime_of(bank.engine()).storage();
    auto const due = store.due(0, bank.now() + 1000 * 24h, 100'000).value();
    std::vector<job> out;
    for (auto const& d : due) {
        unit_of_work unit(store, d.account);
        auto const found = unit.find(id<job>{d.record});
        if (found && (*found)->kind != job_kind::housekeeping) out.push_back(**found);
    }
    return out;
}

inline int incidents_of(sandbox const& bank, incident_kind kind)
{
    auto const& all = bank.incidents();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](incident const& i) {
        return i.kind == kind;
    }));
}

inline payment now_of(sandbox& bank, id<payment> which)
{
    sandbox::pause_faults const quiet(bank);
    return bank.engine().payments().read(bank.who(), which).value();
}

/// What an account of the merchant's books holds.
inline std::int64_t balance_of(sandbox& bank, book which, currency in = "NGN", name of = {})
{
    sandbox::pause_faults const quiet(bank);
    return bank.engine().ledger().balance_of(bank.who(), {which, of}, in).value();
}

/// A key as a face would hand it over.
inline idempotency_request keyed(std::string_view key,
                                 std::string_view route = "test POST /payments")
{
    return {.route = route, .key = key, .fingerprint = {7}};
}

/// What a client is told: a payment, or why not.
using told = result<std::shared_ptr<payment const>>;

inline told told_of(result<answer> const& done)
{
    return done ? told(done->get<payment>()) : told(done.error());
}

/// A request with a key, done as a face does it: look, then do.
template<class Does>
told request(sandbox& bank, idempotency_request const& key, Does&& does)
{
    for (;;) {
        auto const seen = engine_internals::find_answer(bank.engine(), bank.who(), key);
        if (!seen) return seen.error();
        if (seen->answer) return seen->answer.get<payment>();
        auto done = does(&key);
        if (done || !(done.error() == errc::request_in_progress)) return done;
    }
}

inline told create(sandbox& bank, create_payment const& order, idempotency_request const& key)
{
    return request(bank, key, [&](idempotency_request const* k) {
        return engine_internals::create_once(bank.engine(), bank.who(), order, k);
    });
}

inline told refund_of(sandbox& bank, id<payment> of, create_refund const& how,
                      idempotency_request const& key)
{
    return request(bank, key, [&](idempotency_request const* k) {
        return told_of(engine_internals::create_once(bank.engine(), bank.who(), of, how, k));
    });
}

/// Another process on the same store with the same providers, its clock off by so much.
struct other_process {
    std::shared_ptr<manual_clock> clock;
    tender::engine pay;

    other_process(sandbox& bank, std::shared_ptr<storage> store,
                  std::vector<std::shared_ptr<provider>> const& providers,
                  std::chrono::milliseconds off, std::uint64_t seed = 99)
        : clock(std::make_shared<manual_clock>(bank.now() + off)),
          pay({std::move(store), clock, std::make_shared<seeded_entropy>(seed)})
    {
        for (auto const& p : providers) pay.add(p, mode::test).value();
    }
};

/// What is wrong when all has come to its end; nothing where nothing is.
inline std::string unfinished(sandbox& bank)
{
    if (auto const wrong = bank.out_of_balance(); !wrong.empty()) return wrong;
    for (auto const& p : bank.payments()) {
        auto const& name = p->terms->reference;
        if (!settled(p->state)) return name + " is " + std::string(enum_name(p->state));
        if (p->waiting) return name + " has an idempotency record that waits";
        auto const live = bank.charges_outstanding(name);
        bool const holds = p->state == payment_state::captured;
        if (live != (holds ? 1 : 0)) return name + " has " + std::to_string(live) + " charges";
        if (!p->routing) continue;
        for (auto const& t : p->routing->tried)
            if (!closed(find_attempt(bank, t.attempt)->state)) return name + " has an open call";
    }
    for (auto const& r : all(bank, all_refunds)) {
        if (under_way(r->state)) return "a refund is " + std::string(enum_name(r->state));
        if (r->waiting) return "a refund has an idempotency record that waits";
    }
    for (auto const& c : all(bank, all_idempotency_records))
        if (!c->answer) return "the key " + c->key + " has no answer";
    for (auto const& j : jobs_of(bank)) return "a job waits: " + std::string(enum_name(j.kind));
    for (auto const& i : bank.incidents())
        if (i.kind == incident_kind::job_parked) return "a job is parked: " + i.says;
    return {};
}

/// All that a version of a payment says.
inline std::string text_of(std::shared_ptr<payment const> const& p)
{
    return p ? entity_of<payment>.encode(p) : std::string();
}

/// Every version of a payment has an event, in order, with the version before it.
inline std::string gaps_in_events(sandbox& bank)
{
    auto events = all(bank, all_events);
    std::reverse(events.begin(), events.end());
    std::map<id<payment>, std::string> last;
    for (auto const& e : events) {
        auto const object = tender::answer(*e).get<payment>();
        auto const older = std::static_pointer_cast<payment const>(e->before);
        auto& before = last[object->id];
        if (text_of(older) != before) return "an event does not follow the one before it";
        if (older && object->updated_at <= older->updated_at) return "updated_at did not increase";
        if (e->at() != object->updated_at) return "an event is dated otherwise than its object";
        before = text_of(object);
    }
    for (auto const& [which, version] : last) {
        unit_of_work unit(runtime_of(bank.engine()).storage(), bank.who().account);
        if (text_of(unit.find(which).value().object) != version)
            return "the last version has no event";
    }
    return {};
}

}  // namespace tender::testing

// SPDX-License-Identifier: BSL-1.0
// tests/simulation/digest.cpp: a program that makes ten thousand random requests with one seed and
// prints the SHA-256 of all answers: every compiler and optimisation level must print the same.
#include <tender/api/dispatcher.hpp>
#include <tender/api/popfab.hpp>
#include <tender/core/sha256.hpp>
#include <tender/testing/sandbox.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tender::testing::script;

constexpr int requests = 10'000;

/// A shop that talks to POPFAB at random, and a world that does not always work.
class simulation {
public:
    void step()
    {
        switch (below(16)) {
            case 0: case 1: case 2: case 3: case 4: case 5: create(); break;
            case 6: case 7: case 8: refund(); break;
            case 9: ask("GET", "/v1/payments/" + any_id(), {}, {}); break;
            case 10: sync(); break;
            case 11: list(); break;
            case 12: nonsense(); break;
            case 13: misbehave(); break;
            case 14: advance(std::chrono::milliseconds(below(3000))); break;
            default: advance(std::chrono::seconds(below(7200))); break;
        }
    }

    std::string digest() const
    {
        std::string out;
        for (auto const byte : tender::sha256_of(answers_)) {
            constexpr char digits[] = "0123456789abcdef";
            out.push_back(digits[byte >> 4]);
            out.push_back(digits[byte & 15]);
        }
        return out;
    }

    std::string const& answers() const { return answers_; }
    bool balanced() { return bank_.run_until_quiet(), bank_.books_balance(); }

private:
    std::uint64_t below(std::uint64_t n)
    {
        state_ = state_ * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
        return (state_ >> 33) % n;
    }

    // Compilers choose the order in which operands are evaluated: one draw in each statement.
    std::string pick(std::vector<std::string> const& among) { return among[below(among.size())]; }
    std::string any_id() { return ids_.empty() ? std::string("ppfb_pay_0") : pick(ids_); }

    void advance(std::chrono::milliseconds by) { bank_.advance(by); }

    void ask(std::string const& method, std::string const& target, std::string const& body,
             std::string const& idempotency_key)
    {
        tender::request r;
        r.method = method;
        r.target = target;
        r.body = body;
        r.headers = {{"Authorization", authorization_}, {"Content-Type", "application/json"}};
        if (!idempotency_key.empty()) r.headers.push_back({"Idempotency-Key", idempotency_key});
        auto const answer = api_.handle(r);
        answers_ += std::to_string(answer.status) + "\n";
        for (auto const& h : answer.headers)
            answers_ += std::string(h.name) + ": " + h.value + "\n";
        answers_ += answer.body + "\n";
        constexpr std::string_view before = "{\"id\":\"";
        if (answer.status < 300 && answer.body.starts_with(before) && method == "POST")
            ids_.push_back(answer.body.substr(before.size(), 35));
        if (ids_.size() > 64) ids_.erase(ids_.begin());
    }

    void sync()
    {
        auto const which = any_id();
        auto const query = pick({"", "?force=true"});
        ask("POST", "/v1/payments/" + which + "/sync" + query, {}, {});
    }

    void create()
    {
        auto reference = "ref-" + std::to_string(below(100));
        if (below(10) != 0) reference = "order-" + std::to_string(++orders_);
        auto const amount = std::to_string(below(1'000'000));
        auto const currency = pick({"NGN", "NGN", "NGN", "KES", "USD", "XOF", "UGX"});
        auto const method =
            pick({"card", "card", "bank_transfer", "ussd", "mobile_money", "qr"});
        auto const email = pick({"ada@example.com", "b@example.org"});
        auto const more = pick({"", ",\"metadata\":{\"b\":\"2\",\"a\":\"1\"}",
                                ",\"callback_url\":\"https://shop.example/back\"",
                                ",\"routing_override\":\"squad\""});
        auto const body = "{\"amount\":" + amount + ",\"currency\":\"" + currency +
                          "\",\"payment_method\":\"" + method + "\",\"reference\":\"" +
                          reference + "\",\"customer\":{\"email\":\"" + email +
                          "\",\"name\":\"Ada \\u00c9 Okafor\"}" + more + "}";
        auto key = "key-" + std::to_string(below(50));
        if (below(5) != 0) key = reference;
        ask("POST", "/v1/payments", body, key);
        if (below(6) == 0) ask("POST", "/v1/payments", body, key);
    }

    void refund()
    {
        auto body = "{\"amount\":" + std::to_string(below(5000)) + ",\"reason\":\"too small\"}";
        if (below(4) == 0) body = "{}";
        auto key = "refund-" + std::to_string(below(50));
        if (below(3) != 0) key.clear();
        ask("POST", "/v1/payments/" + any_id() + "/refund", body, key);
    }

    void list()
    {
        auto const limit = std::to_string(below(12));
        auto const more = pick({"", "&status=success", "&provider=paystack", "&status=failed"});
        ask("GET", "/v1/payments?limit=" + limit + more, {}, {});
    }

    void nonsense()
    {
        auto const method = pick({"GET", "POST", "PUT", "DELETE"});
        auto const target = pick({"/", "/v1/payments", "/v1/payments/x",
                                  "/v1/payments?cursor=eyJ", "/v2"});
        auto const body = pick({"", "{", "[]", "{\"amount\":1e3}", "{\"amount\":1,\"amount\":2}",
                                "{\"amount\":-5,\"currency\":\"EUR\",\"reference\":\"a b\"}"});
        auto const key = pick({"", "n1", "n2"});
        ask(method, target, body, key);
    }

    void misbehave()
    {
        constexpr script scripts[] = {
            script::capture_at_once, script::settle, script::challenge, script::decline_soft,
            script::refuse, script::timeout_after_charge, script::timeout_without_charge,
            script::charge_another_amount, script::charge_late, script::throw_exception};
        auto& p = *bank_.providers()[below(bank_.providers().size())];
        auto const what = scripts[below(std::size(scripts))];
        if (below(3) == 0) p.next_refund(what);
        else p.next(what);
        if (below(4) == 0)
            bank_.store().arm(static_cast<int>(below(20)) + 1,
                              tender::testing::storage_failure::lose_answer);
    }

    std::uint64_t state_ = 20'250'319;
    tender::testing::sandbox bank_;
    tender::dispatcher api_{bank_.engine(), {tender::popfab()}};
    std::string authorization_ = "Bearer " + bank_.api_key("popfab");
    std::vector<std::string> ids_;
    std::uint64_t orders_ = 0;
    std::string answers_;
};

}  // namespace

/// With an argument it prints the answers themselves, to see where two programs differ.
int main(int count, char**)
{
    simulation s;
    for (int i = 0; i != requests; ++i) s.step();
    if (count > 1) std::fputs(s.answers().c_str(), stdout);
    if (!s.balanced()) {
        std::fputs("the books do not balance\n", stderr);
        return EXIT_FAILURE;
    }
    std::puts(s.digest().c_str());
    return EXIT_SUCCESS;
}

// SPDX-License-Identifier: BSL-1.0
// tests/simulation/digest.cpp: the same seed gives the same bytes, whatever compiles it. Prints one
// line: the SHA-256 of all answers to 10,000 random requests.
#include <tender/api/dispatcher.hpp>
#include <tender/api/popfab.hpp>
#include <tender/base/encoding.hpp>
#include <tender/testing/sandbox.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace tender;

/// Numbers that depend on their seed alone.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t roll(std::uint64_t sides)
    {
        auto z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (z ^ (z >> 31)) % sides;
    }

private:
    std::uint64_t state_;
};

class scenario {
public:
    explicit scenario(std::uint64_t seed) : dice_(seed) {}

    std::string run(int operations)
    {
        for (int i = 0; i != operations; ++i) step(i);
        bank_.settle();
        send("GET", "/v1/payments?limit=100", {}, {});
        auto const d = answers_.finish();
        return hex(d) + (bank_.books_balance() ? "" : " and the books do not balance");
    }

private:
    void step(int i)
    {
        constexpr testing::script scripts[] = {
            testing::script::decline_hard, testing::script::decline_soft,
            testing::script::refuse, testing::script::timeout_after_charge,
            testing::script::timeout_without_charge, testing::script::settle,
            testing::script::challenge, testing::script::capture_at_once};
        auto const& names = bank_.providers();
        switch (dice_.roll(10)) {
            case 0: bank_.advance(std::chrono::milliseconds(dice_.roll(100'000))); break;
            case 1: {
                auto& provider = *names[dice_.roll(names.size())];
                provider.next(scripts[dice_.roll(std::size(scripts))]);
                break;
            }
            case 2: refund(i); break;
            case 3: {
                std::string const force = dice_.roll(2) != 0 ? "true" : "false";
                send("POST", target() + "/sync?force=" + force, {}, {});
                break;
            }
            case 4: send("GET", target(), {}, {}); break;
            case 5: send("GET", "/v1/payments?status=" + status() + "&limit=5", {}, {}); break;
            default: create(i);
        }
    }

    std::string status()
    {
        constexpr char const* words[] = {"pending", "processing", "success", "failed", "reversed",
                                         "pending_confirmation", "nonsense"};
        return words[dice_.roll(std::size(words))];
    }

    std::string target()
    {
        if (ids_.empty()) return "/v1/payments/none";
        return "/v1/payments/" + ids_[dice_.roll(ids_.size())];
    }

    void create(int i)
    {
        constexpr char const* currencies[] = {"NGN", "GHS", "USD", "XOF", "UGX", "EUR"};
        constexpr char const* methods[] = {"card", "bank_transfer", "ussd", "mobile_money"};
        auto const amount = std::to_string(dice_.roll(1'000'000));
        std::string const currency = currencies[dice_.roll(std::size(currencies))];
        std::string const method = methods[dice_.roll(std::size(methods))];
        auto const number = std::to_string(dice_.roll(20) == 0 ? 1 : i);
        send("POST", "/v1/payments", "key-" + number,
             R"({"amount":)" + amount + R"(,"currency":")" + currency + R"(","payment_method":")" +
                 method + R"(","reference":"R-)" + number +
                 R"(","customer":{"email":"ada@example.com"},"metadata":{"n":")" + number +
                 R"("}})");
        auto const at = last_.find("ppfb_pay_");
        if (at != std::string::npos) ids_.push_back(last_.substr(at, 35));
    }

    void refund(int i)
    {
        bool const whole = dice_.roll(3) == 0;
        auto const amount = std::to_string(1 + dice_.roll(100'000));
        std::string const key = dice_.roll(2) != 0 ? "refund-" + std::to_string(i) : "";
        auto const path = target() + "/refund";
        send("POST", path, key,
             whole ? "{}" : R"({"amount":)" + amount + R"(,"reason":"because"})");
    }

    void send(std::string const& method, std::string const& path, std::string const& key,
              std::string const& body)
    {
        request asked{.method = method, .target = path, .body = body};
        asked.headers = {{"Authorization", bearer_}, {"Content-Type", "application/json"}};
        if (!key.empty()) asked.headers.push_back({"Idempotency-Key", key});
        auto const out = api_.handle(asked);
        answers_.update(std::to_string(out.status));
        for (auto const& h : out.headers) {
            answers_.update(h.name);
            answers_.update(h.value);
        }
        answers_.update(out.body);
        last_ = out.status == 200 ? out.body : "";
    }

    dice dice_;
    testing::sandbox bank_;
    std::string bearer_ = "Bearer " + bank_.api_key("popfab");
    dispatcher api_{bank_.engine(), {popfab()}};
    sha256 answers_;
    std::vector<std::string> ids_;
    std::string last_;
};

}  // namespace

int main()
{
    auto const line = scenario(7).run(10'000);
    std::puts(line.c_str());
    return line.size() == 64 ? 0 : 1;
}

// SPDX-License-Identifier: BSL-1.0
// tender-admin/main.cpp: moves, checks and counts what a store holds.
#include "../tenderd/command_line.hpp"
#include "../tenderd/store.hpp"

#include <tender/base/encoding.hpp>
#include <tender/base/enum.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/store/audit.hpp>

#include <boost/json.hpp>

#include <cstdio>
#include <iostream>
#include <map>
#include <string>

namespace {

namespace json = boost::json;
using tenderd::cannot_start;

/// Stops with the store's reason.
template<class Result>
auto needed(Result what)
{
    if (!what) throw cannot_start(std::string(what.error().text()));
    if constexpr (!std::is_void_v<typename Result::value_type>) return std::move(what).value();
}

void progress(char const* what, std::size_t count, bool last = false)
{
    if (last || count % 10'000 == 0)
        std::fprintf(stderr, "tender-admin: %s %zu%s\n", what, count, last ? " in all" : "");
}

/// One line per name, and per record with the account that it is `of`, as it is kept.
int run_export(tender::storage& store)
{
    std::size_t lines = 0;
    auto const put = [&](std::string const& line) {
        std::cout << line << '\n';
        progress("exported", ++lines);
    };
    needed(store.for_each_name([&](tender::directory_entry const& e) {
        auto const* const bytes = reinterpret_cast<std::uint8_t const*>(e.value.data());
        put(R"({"name":{"kind":)" + json::serialize(json::value(e.kind)) + R"(,"value":")" +
            tender::hex({bytes, e.value.size()}) + R"(","account":")" + e.account.text() +
            R"(","mode":")" + std::string(enum_name(e.mode)) + R"(","names":")" +
            e.names.text() + "\"}}");
    }));
    for (auto const& entity : tenderd::kept_here())
        needed(store.for_each(*entity.type, [&](tender::id<tender::account> owner,
                                                tender::any_versioned const& kept) {
            put("{\"of\":\"" + owner.text() + "\",\"" + std::string(entity.type->name) +
                "\":" + entity.encode(kept.object) + "}");
        }));
    std::cout.flush();
    if (!std::cout) throw cannot_start("the lines could not be written");
    progress("exported", lines, true);
    return 0;
}

/// The text of a member, or a reason to stop.
std::string text_of(json::object const& from, std::string_view member)
{
    auto const* const value = from.if_contains(member);
    if (value == nullptr || !value->is_string())
        throw cannot_start("needs the text " + std::string(member));
    return std::string(value->as_string());
}

void import_name(tender::storage& store, json::object const& line)
{
    auto const value = tender::from_hex(text_of(line, "value"));
    auto const account = tender::id<tender::account>::read(text_of(line, "account"));
    auto const mode = tender::enum_from<tender::mode>(text_of(line, "mode"));
    auto const names = tender::ulid::read(text_of(line, "names"));
    if (!value || !account || !mode || !names) throw cannot_start("is no name");
    needed(store.publish({text_of(line, "kind"), *value, *account, *mode, *names}));
}

/// A record that is there already, and is the same, is passed over: an import may be repeated.
void import_one(tender::storage& store, tender::id<tender::account> owner,
                tender::record_type const& type, std::shared_ptr<void const> const& record)
{
    auto const which = type.id(record.get());
    tender::record_write write{&type, which, 0, nullptr, record};
    auto const done = store.commit(owner, {{}, {&write, 1}});
    if (done) return;
    tender::snapshot seen;
    auto const there = store.find(owner, seen, type, which);
    for (auto const& entity : tenderd::kept_here())
        if (there && entity.type == &type &&
            entity.encode(there->object) == entity.encode(record))
            return;
    if (there) throw cannot_start("another " + std::string(type.name) + " has the id " +
                                  which.text());
    needed(done);
}

void import_record(tender::storage& store, json::object const& line)
{
    for (auto const& entity : tenderd::kept_here()) {
        auto const* members = line.if_contains(entity.type->name);
        if (members == nullptr && !entity.type->former_name.empty())
            members = line.if_contains(entity.type->former_name);
        if (members == nullptr || !members->is_object()) continue;
        auto const account = tender::id<tender::account>::read(text_of(line, "of"));
        auto text = json::serialize(*members);
        auto const parts = entity.split != nullptr ? entity.split(text)
                                                   : std::vector<tender::split_record>();
        auto const record = entity.decode(text);
        if (!account || record == nullptr)
            throw cannot_start("is no " + std::string(entity.type->name));
        for (auto const& part : parts) import_one(store, *account, *part.type, part.object);
        return import_one(store, *account, *entity.type, record);
    }
    throw cannot_start("is no record that is known here");
}

int run_import(tender::storage& store)
{
    std::size_t number = 0;
    for (std::string line; std::getline(std::cin, line);) {
        ++number;
        try {
            auto const read = json::parse(line);
            if (!read.is_object()) throw cannot_start("is no object");
            auto const& object = read.as_object();
            auto const* const name = object.if_contains("name");
            if (name != nullptr && name->is_object()) import_name(store, name->as_object());
            else import_record(store, object);
        } catch (std::exception const& e) {
            throw cannot_start("line " + std::to_string(number) + ": " + e.what());
        }
        progress("imported", number);
    }
    progress("imported", number, true);
    return 0;
}

int run_verify(tender::storage& store)
{
    auto const findings = needed(tender::audit(store));
    for (auto const& line : findings) std::cout << line << '\n';
    if (findings.empty()) std::cout << "clean\n";
    return findings.empty() ? 0 : 1;
}

int run_stats(tender::storage& store)
{
    for (auto const& entity : tenderd::kept_here()) {
        std::size_t count = 0;
        needed(store.for_each(*entity.type, [&](tender::id<tender::account>,
                                                tender::any_versioned const&) { ++count; }));
        std::cout << entity.type->name << ' ' << count << '\n';
    }
    std::map<std::string, std::size_t> states;
    needed(store.for_each(tender::record_of<tender::payment>,
                          [&](tender::id<tender::account>, tender::any_versioned const& kept) {
                           auto const* const object = kept.object.get();
                           auto const& p = *static_cast<tender::payment const*>(object);
                           ++states["payment " + std::string(enum_name(p.state))];
                       }));
    for (auto const& [state, count] : states) std::cout << state << ' ' << count << '\n';
    return 0;
}

struct command {
    std::string_view name;
    std::string_view meaning;
    int (*run)(tender::storage&);
};

constexpr command commands[] = {
    {"export", "writes everything to standard output, a JSON object per line", run_export},
    {"import", "takes such lines from standard input; may be repeated", run_import},
    {"verify", "exits 0 where everything fits together, else 1 with a line per finding",
     run_verify},
    {"stats", "counts the records of each kind, and the payments of each state", run_stats},
};

void print_help()
{
    std::cout << "tender-admin COMMAND --store sqlite:FILE | postgres:CONNINFO\n\n";
    for (auto const& c : commands) std::cout << "  " << c.name << "  " << c.meaning << '\n';
}

int run(std::string_view name, std::string_view store)
{
    for (auto const& c : commands)
        if (c.name == name) return c.run(*tenderd::open_store(store));
    throw cannot_start("what is " + std::string(name) + "? See tender-admin --help");
}

}  // namespace

int main(int count, char** arguments)
try {
    std::vector<std::string_view> const given(arguments + 1, arguments + count);
    if (given.size() == 1 && (given[0] == "--help" || given[0] == "-h")) {
        print_help();
        return 0;
    }
    if (given.size() != 3 || given[1] != "--store" || !tenderd::is_store(given[2]))
        throw cannot_start("needs a command and --store STORE; see tender-admin --help");
    return run(given[0], given[2]);
} catch (std::exception const& e) {
    std::fprintf(stderr, "tender-admin: %s\n", e.what());
    return 1;
}

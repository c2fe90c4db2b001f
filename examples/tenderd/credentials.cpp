// SPDX-License-Identifier: BSL-1.0
// tenderd/credentials.cpp: bodies of credentials.hpp.
#include "credentials.hpp"

#include "options.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <stdlib.h>  // NOLINT: mkstemp is POSIX
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace tenderd {

namespace {

[[noreturn]] void fail(std::string const& file, std::string const& why)
{
    throw cannot_start("--credentials " + file + ": " + why);
}

[[noreturn]] void fail_with_errno(std::string const& file)
{
    fail(file, std::generic_category().message(errno));
}

boost::json::object read_object(std::string const& file)
{
    std::error_code unreadable;
    if (!std::filesystem::exists(file, unreadable)) {
        if (unreadable) fail(file, unreadable.message());
        return {};
    }
    if (!std::filesystem::is_regular_file(file)) fail(file, "is no file");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) fail_with_errno(file);
    std::string const text{std::istreambuf_iterator<char>(stream), {}};
    boost::system::error_code malformed;
    auto value = boost::json::parse(text, malformed);
    if (malformed || !value.is_object()) fail(file, "is no JSON object");
    return std::move(value.as_object());
}

/// One line per member, for people.
std::string text_of(boost::json::object const& members)
{
    std::string text;
    for (auto const& [name, value] : members)
        text += (text.empty() ? "{" : ",\n ") + boost::json::serialize(name) + ":" +
                boost::json::serialize(value);
    return text + "}\n";
}

}  // namespace

credentials::credentials(std::string file) : file_(std::move(file))
{
    if (!file_.empty()) members_ = read_object(file_);
}

boost::json::object& credentials::section(std::string_view face)
{
    auto& value = members_.emplace(face, boost::json::object()).first->value();
    if (!value.is_object()) fail(file_, std::string(face) + " is no object");
    return value.as_object();
}

tender::secret credentials::known(std::string_view face, std::string_view member)
{
    auto const* const value = section(face).if_contains(member);
    if (value == nullptr) return {};
    if (!value->is_string() || value->as_string().empty())
        fail(file_, std::string(face) + "." + std::string(member) + " is no text");
    return tender::secret(std::string(value->as_string()));
}

std::vector<std::string> credentials::known_list(std::string_view face, std::string_view member)
{
    std::vector<std::string> out;
    auto const* const value = section(face).if_contains(member);
    if (value == nullptr) return out;
    bool good = value->is_array();
    if (good)
        for (auto const& text : value->get_array()) {
            good = good && text.is_string();
            if (good) out.emplace_back(text.get_string());
        }
    if (!good) fail(file_, std::string(face) + "." + std::string(member) + " is no list of texts");
    return out;
}

void credentials::set(std::string_view member, std::string value)
{
    members_[member] = std::move(value);
}

void credentials::set(std::string_view face, std::string_view member, std::string value)
{
    section(face)[member] = std::move(value);
}

void credentials::set(std::string_view face, std::string_view member,
                      std::vector<std::string> const& all)
{
    section(face)[member] = boost::json::array(all.begin(), all.end());
}

void credentials::write() const
{
    if (file_.empty()) return;
    auto const text = text_of(members_);
    auto fresh = file_ + ".XXXXXX";
    int const out = ::mkstemp(fresh.data());  // mode 0600
    if (out < 0) fail_with_errno(file_);
    auto const written = ::write(out, text.data(), text.size());
    bool const whole = written == static_cast<ssize_t>(text.size()) && ::fsync(out) == 0;
    if (::close(out) != 0 || !whole || ::rename(fresh.c_str(), file_.c_str()) != 0) {
        auto const why = std::generic_category().message(errno);
        ::unlink(fresh.c_str());
        fail(file_, why);
    }
}

}  // namespace tenderd

// SPDX-License-Identifier: BSL-1.0
// tender/core/json.hpp: a JSON text becomes a described struct. Bodies include it alone.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/core/canonical.hpp>
#include <tender/core/read.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tender {

/// Reads one text of RFC 8259 in one pass: fills the struct that a shape describes, notes every
/// fault in it, and the canonical form. It sees what a tree of values would have lost: the
/// characters of numbers, and names that stand twice.
class json_reader {
public:
    static constexpr std::size_t max_depth = 32;

    explicit json_reader(std::string_view text)
        : next_(text.data()), end_(text.data() + text.size()), form_(text.size()) {}

    void read(shape const& of, void* into, reading& out);

private:
    /// Who takes the value that comes next.
    struct target {
        shape const* of = nullptr;     ///< null: nobody wants it
        void* at = nullptr;
        bool entry = false;            ///< of a map
    };

    /// An object or a list that has not ended. Functions that read a value return false where it
    /// is not well-formed, and nothing that they did counts then.
    struct level {
        level const* outer;
        std::size_t depth;
        bool list;
        std::uint64_t order;
        std::string_view name{};       ///< the current member's
        std::size_t index = 0;         ///< the current field's or item's place
    };

    struct found {
        std::uint64_t order;
        field_fault what;
    };

    static constexpr std::size_t unknown = 62;   // the place of members that the struct lacks

    bool value(target t);
    bool object(target t);
    bool list(target t);
    bool member(level& here, target const& t, std::uint64_t& seen);
    bool text(target const& t);
    bool number(target const& t);
    bool boolean(target const& t, bool value);
    bool null(target const& t);

    bool string();
    bool escape();
    bool code_unit(std::uint32_t& out);
    bool digits();

    static std::size_t field_at(shape const* of, std::size_t guess, std::string_view name);
    void end_object(level const& here, target const& t, std::size_t first, std::uint64_t seen);

    char peek() const { return next_ == end_ ? '\0' : *next_; }
    bool take(char c);
    bool take(std::string_view word);
    void skip_space();

    void refuse(target const& t);
    void report(std::string_view says);
    void report_member(level const& in, std::size_t index, std::string_view name,
                       std::string_view says);
    static std::uint64_t order_in(level const& l, std::size_t index);
    static std::string path_to(level const* innermost);

    char const* next_;
    char const* end_;
    canonical_form form_;
    level* innermost_ = nullptr;
    std::vector<found> found_;
    bool readable_ = true;
};

//---------------------------------------------------------------------------

inline void json_reader::read(shape const& of, void* into, reading& out)
{
    skip_space();
    bool const whole = value({&of, into}) && (skip_space(), next_ == end_);
    if (!whole) {
        out.readable = false;
        out.faults.assign(1, {"body", "must be well-formed JSON"});
        return;
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](found const& a, found const& b) { return a.order < b.order; });
    for (auto& f : found_) out.faults.push_back(std::move(f.what));
    out.canonical.assign(form_.bytes());
    out.readable = out.readable && readable_;
}

inline bool json_reader::take(char c)
{
    if (peek() != c) return false;
    ++next_;
    return true;
}

inline bool json_reader::take(std::string_view word)
{
    if (!std::string_view(next_, end_).starts_with(word)) return false;
    next_ += word.size();
    return true;
}

inline void json_reader::skip_space()
{
    while (next_ != end_ && (*next_ == ' ' || *next_ == '\n' || *next_ == '\r' || *next_ == '\t'))
        ++next_;
}

inline bool json_reader::value(target t)
{
    auto const first = peek();
    if (first == 'n') return take("null") && null(t);
    if (t.of != nullptr && t.of->kind == shape_kind::optional)
        t = {t.of->inner, t.of->open(t.at)};
    switch (first) {
    case '{': return object(t);
    case '[': return list(t);
    case '"': return text(t);
    case 't': return take("true") && boolean(t, true);
    case 'f': return take("false") && boolean(t, false);
    default: return number(t);
    }
}

/// Says to a value of the wrong kind what would be right.
inline void json_reader::refuse(target const& t)
{
    if (t.of != nullptr) report(t.entry ? "must be text" : t.of->expects);
}

/// A null leaves absent what may be absent.
inline bool json_reader::null(target const& t)
{
    form_.null();
    if (t.entry || (t.of != nullptr && t.of->required)) refuse(t);
    return true;
}

inline bool json_reader::boolean(target const& t, bool value)
{
    form_.boolean(value);
    if (t.of == nullptr || t.entry || t.of->take_boolean == nullptr) refuse(t);
    else if (auto const says = t.of->take_boolean(t.at, value); !says.empty()) report(says);
    return true;
}

inline bool json_reader::text(target const& t)
{
    form_.open('s');
    if (!string()) return false;
    auto const value = form_.close();
    if (t.of == nullptr) return true;
    std::string_view says = t.of->expects;
    if (t.entry) says = t.of->take_entry(t.at, innermost_->name, value);
    else if (t.of->take_text != nullptr) says = t.of->take_text(t.at, value);
    if (!says.empty()) report(says);
    return true;
}

inline bool json_reader::digits()
{
    auto const* const from = next_;
    while (next_ != end_ && detail::is_digit(*next_)) ++next_;
    return next_ != from;
}

inline bool json_reader::number(target const& t)
{
    auto const* const from = next_;
    take('-');
    if (!take('0') && !digits()) return false;
    auto const* const whole = next_;
    if (take('.') && !digits()) return false;
    if (peek() == 'e' || peek() == 'E') {
        ++next_;
        if (peek() == '+' || peek() == '-') ++next_;
        if (!digits()) return false;
    }
    form_.open('n');
    form_.add({from, next_});
    auto const characters = form_.close();
    std::uint64_t magnitude = 0;
    auto const* const first = *from == '-' ? from + 1 : from;
    if (next_ == whole && 
        std::from_chars(first, whole, magnitude).ec == std::errc::result_out_of_range) {
        report("must fit 64 bits");
        readable_ = false;
        return true;
    }
    if (t.of == nullptr || t.entry || t.of->take_whole == nullptr) refuse(t);
    else if (auto const says = t.of->take_whole(t.at, characters); !says.empty()) report(says);
    return true;
}

}  // namespace tender

// SPDX-License-Identifier: BSL-1.0
// tender/core/json.hpp: a parser's handler that fills described structs. Bodies include it alone.
#pragma once

#include <tender/core/read.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tender {

/// Receives a JSON text's events in order, fills the struct that a shape describes, and notes the
/// canonical form: members sorted by name, no white space, numbers by their characters.
class json_handler {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    static constexpr std::size_t max_depth = 32;

    using error_code = boost::system::error_code;
    using text = boost::json::string_view;

    json_handler(shape const& of, void* into, reading& out) : root_(&of), into_(into), out_(&out)
    {
        members_.reserve(24);
    }

    /// Moves the faults, sorted by field order, to where the reading is wanted.
    void finish();

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return begin(false); }
    bool on_object_end(std::size_t, error_code&);
    bool on_array_begin(error_code&) { return begin(true); }
    bool on_array_end(std::size_t, error_code&);
    bool on_key_part(text part, std::size_t, error_code&) { return add('k', part); }
    bool on_key(text part, std::size_t, error_code&);
    bool on_string_part(text part, std::size_t, error_code&) { return add('s', part); }
    bool on_string(text part, std::size_t, error_code&);
    bool on_number_part(text part, error_code&) { return add('n', part); }
    bool on_int64(std::int64_t, text part, error_code&) { return number(part, true); }
    bool on_uint64(std::uint64_t, text part, error_code&) { return number(part, true); }
    bool on_double(double, text part, error_code&) { return number(part, false); }
    bool on_bool(bool value, error_code&);
    bool on_null(error_code&);
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }

private:
    struct target {
        shape const* of;   ///< null: nobody wants the value
        void* at;
    };

    struct frame {
        shape const* of;
        void* at;
        bool list;
        std::size_t first_member;    ///< in members_
        std::size_t key, key_size;   ///< the current member's name, in canonical
        std::size_t index;           ///< the current field's or item's place
        std::uint64_t seen;
        std::uint64_t order;
    };

    struct member {
        std::size_t begin, end, key, key_size;
    };

    struct found {
        std::uint64_t order;
        field_fault what;
    };

    static constexpr std::size_t unknown = 62;
    static constexpr char closing = '\xff';   // no byte of UTF-8

    bool add(char kind, text part);
    std::string_view close(text part, char kind);
    bool begin(bool list);
    bool number(text part, bool whole);
    bool value_ended();
    target wanted(bool null);
    frame& top() { return frames_[depth_ - 1]; }
    std::string_view name_in(frame const& f) const;
    std::string_view name_of(member const& m) const;
    std::uint64_t order_of(frame const& f) const;
    void report(std::string_view says, std::string_view below = {});
    void sort_members(frame& f);

    shape const* root_;
    void* into_;
    reading* out_;
    std::array<frame, max_depth + 1> frames_;
    std::size_t depth_ = 0;
    bool open_ = false;
    std::size_t token_ = 0;
    std::vector<member> members_;
    std::vector<found> found_;
    std::string scratch_;
};

//---------------------------------------------------------------------------

inline bool json_handler::add(char kind, text part)
{
    auto& c = out_->canonical;
    if (!open_) {
        open_ = true;
        c.push_back(kind);
        token_ = c.size();
    }
    c.append(part.data(), part.size());
    return true;
}

inline std::string_view json_handler::close(text part, char kind)
{
    add(kind, part);
    open_ = false;
    auto& c = out_->canonical;
    auto const size = c.size() - token_;
    c.push_back(closing);
    return std::string_view(c).substr(token_, size);
}

inline std::string_view json_handler::name_in(frame const& f) const
{
    return std::string_view(out_->canonical).substr(f.key, f.key_size);
}

inline std::string_view json_handler::name_of(member const& m) const
{
    return std::string_view(out_->canonical).substr(m.key, m.key_size);
}

inline std::uint64_t json_handler::order_of(frame const& f) const
{
    auto const level = static_cast<std::size_t>(&f - frames_.data());
    if (level > 8) return f.order;
    return f.order | (std::uint64_t(std::min(f.index, unknown) + 1) << (58 - 6 * level));
}

/// Notes a fault at the current value, or at a name below it.
inline void json_handler::report(std::string_view says, std::string_view below)
{
    std::string path;
    for (std::size_t i = 0; i != depth_; ++i) {
        auto const& f = frames_[i];
        if (f.list) {
            path += '[' + std::to_string(f.index) + ']';
        } else {
            if (!path.empty()) path += '.';
            path += name_in(f);
        }
    }
    if (!below.empty()) path += path.empty() ? std::string(below) : '.' + std::string(below);
    if (path.empty()) path = "body";
    found_.push_back({depth_ == 0 ? 0 : order_of(top()), {std::move(path), std::string(says)}});
}

/// Who wants the value that comes next. A null leaves what may be absent absent.
inline json_handler::target json_handler::wanted(bool null)
{
    target t{nullptr, nullptr};
    if (depth_ == 0) {
        t = {root_, into_};
    } else if (auto const& f = top(); f.of == nullptr) {
        return t;
    } else if (f.list) {
        t = {f.of->inner, f.of->open(f.at)};
    } else if (f.of->kind == shape_kind::map) {
        return {f.of, f.at};
    } else if (f.index < f.of->fields.size()) {
        auto const& field = f.of->fields[f.index];
        t = {field.of, field.at(f.at)};
    }
    if (t.of != nullptr && null && !t.of->required) return {nullptr, nullptr};
    if (t.of != nullptr && t.of->kind == shape_kind::optional) t = {t.of->inner, t.of->open(t.at)};
    return t;
}

inline bool json_handler::begin(bool list)
{
    auto t = wanted(false);
    if (t.of != nullptr) {
        bool const entry = depth_ != 0 && t.of == top().of;   // a map's value is text
        bool const fits = !entry && (list ? t.of->kind == shape_kind::list
                                          : t.of->kind == shape_kind::object ||
                                                t.of->kind == shape_kind::map);
        if (!fits) {
            report(entry ? "must be text" : t.of->expects);
            t = {nullptr, nullptr};
        }
    }
    auto const order = depth_ == 0 ? 0 : order_of(top());
    out_->canonical.push_back(list ? '[' : '{');
    frames_[depth_++] = {t.of, t.at, list, members_.size(), 0, 0, 0, 0, order};
    return true;
}

inline bool json_handler::value_ended()
{
    if (depth_ == 0) return true;
    auto& f = top();
    if (f.list) ++f.index;
    else members_.back().end = out_->canonical.size();
    return true;
}

inline bool json_handler::on_key(text part, std::size_t, error_code&)
{
    auto const name = close(part, 'k');
    auto& f = top();
    f.key = token_;
    f.key_size = name.size();
    f.index = unknown;
    members_.push_back({token_ - 1, 0, token_, name.size()});
    if (f.of == nullptr || f.of->kind != shape_kind::object) return true;
    for (std::size_t i = 0; i != f.of->fields.size(); ++i)
        if (f.of->fields[i].name == name) {
            f.index = i;
            f.seen |= std::uint64_t(1) << i;
            break;
        }
    return true;
}

inline bool json_handler::on_object_end(std::size_t, error_code&)
{
    auto& f = top();
    if (f.of != nullptr && f.of->kind == shape_kind::map) {
        f.key_size = 0;
        if (members_.size() - f.first_member > static_cast<std::size_t>(f.of->limits.maximum)) {
            --depth_;
            report("must have at most " + std::to_string(f.of->limits.maximum) + " entries");
            ++depth_;
        }
    } else if (f.of != nullptr) {
        f.key_size = 0;
        for (std::size_t i = 0; i != f.of->fields.size(); ++i) {
            auto const& field = f.of->fields[i];
            if ((f.seen >> i & 1) != 0 || !field.of->required) continue;
            f.index = i;
            --depth_;
            auto const order = order_of(f);
            report("is required", field.name);
            found_.back().order = order;
            ++depth_;
        }
    }
    sort_members(f);
    out_->canonical.push_back('}');
    --depth_;
    return value_ended();
}

inline bool json_handler::on_array_end(std::size_t, error_code&)
{
    out_->canonical.push_back(']');
    --depth_;
    return value_ended();
}

/// Puts the members of an object that ends in order of their names.
inline void json_handler::sort_members(frame& f)
{
    auto const first = members_.begin() + static_cast<std::ptrdiff_t>(f.first_member);
    auto const by_name = [this](member const& a, member const& b) {
        return name_of(a) < name_of(b);
    };
    if (!std::is_sorted(first, members_.end(), by_name)) {
        auto const begin = first->begin;
        std::stable_sort(first, members_.end(), by_name);
        scratch_.clear();
        for (auto m = first; m != members_.end(); ++m) {
            auto const at = begin + scratch_.size();
            scratch_.append(out_->canonical, m->begin, m->end - m->begin);
            m->key = at + 1;
        }
        std::copy(scratch_.begin(), scratch_.end(),
                  out_->canonical.begin() + static_cast<std::ptrdiff_t>(begin));
    }
    for (auto m = first; m != members_.end(); ++m)
        if (m != first && name_of(m[-1]) == name_of(*m)) {
            f.index = unknown;
            --depth_;
            report("is given twice", name_of(*m));
            ++depth_;
            out_->readable = false;
        }
    members_.erase(first, members_.end());
}

inline bool json_handler::on_string(text part, std::size_t, error_code&)
{
    auto const value = close(part, 's');
    auto const t = wanted(false);
    if (t.of != nullptr) {
        std::string_view says = t.of->expects;
        if (t.of->kind == shape_kind::map && depth_ != 0 && t.of == top().of)
            says = t.of->take_entry(t.at, name_in(top()), value);
        else if (t.of->take_text != nullptr)
            says = t.of->take_text(t.at, value);
        if (!says.empty()) report(says);
    }
    return value_ended();
}

inline bool json_handler::number(text part, bool whole)
{
    auto const digits = close(part, 'n');
    if (!whole && digits.find_first_of(".eE") == std::string_view::npos) {
        report("must fit 64 bits");
        out_->readable = false;
        return value_ended();
    }
    auto const t = wanted(false);
    if (t.of != nullptr) {
        std::string_view says = t.of->expects;
        if (t.of->kind == shape_kind::map && depth_ != 0 && t.of == top().of)
            says = "must be text";
        else if (t.of->take_whole != nullptr)
            says = t.of->take_whole(t.at, digits);
        if (!says.empty()) report(says);
    }
    return value_ended();
}

inline bool json_handler::on_bool(bool value, error_code&)
{
    out_->canonical.push_back(value ? 't' : 'f');
    auto const t = wanted(false);
    if (t.of != nullptr) {
        std::string_view says = t.of->kind == shape_kind::map ? "must be text" : t.of->expects;
        if (t.of->take_boolean != nullptr) says = t.of->take_boolean(t.at, value);
        if (!says.empty()) report(says);
    }
    return value_ended();
}

inline bool json_handler::on_null(error_code&)
{
    out_->canonical.push_back('z');
    auto const t = wanted(true);
    if (t.of != nullptr)
        report(t.of->kind == shape_kind::map && depth_ != 0 && t.of == top().of ? "must be text"
                                                                               : t.of->expects);
    return value_ended();
}

inline void json_handler::finish()
{
    std::stable_sort(found_.begin(), found_.end(),
                     [](found const& a, found const& b) { return a.order < b.order; });
    for (auto& f : found_) out_->faults.push_back(std::move(f.what));
}

}  // namespace tender

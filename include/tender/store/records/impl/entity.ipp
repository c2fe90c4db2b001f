// SPDX-License-Identifier: BSL-1.0
// tender/store/records/impl/entity.ipp: bodies of store/records/entity.hpp.
#pragma once

#include <tender/core/json/read.hpp>
#include <tender/store/records/entity.hpp>

#include <atomic>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace tender {

namespace entity_parts {

using members = std::vector<text_notes::member>;

/// What the texts of records had that are not known here, for as long as those records live: a
/// record is its struct, and most have nothing more. Thread-safe.
class unknown_members {
public:
    static unknown_members& all()
    {
        static auto& of_all = *new unknown_members;   // records may outlive whatever is destroyed
        return of_all;
    }

    void add(void const* record, members found)
    {
        std::lock_guard const hold(lock_);
        of_.insert_or_assign(record, std::move(found));
        count_ = of_.size();
    }
    void remove(void const* record)
    {
        std::lock_guard const hold(lock_);
        of_.erase(record);
        count_ = of_.size();
    }
    members of(void const* record)
    {
        if (count_ == 0) return {};
        std::lock_guard const hold(lock_);
        auto const at = of_.find(record);
        return at == of_.end() ? members() : at->second;
    }

private:
    std::mutex lock_;
    std::unordered_map<void const*, members> of_;
    std::atomic<std::size_t> count_{0};   ///< mostly none, which takes no lock
};

/// Adds the members to the objects of the text in which they stood.
inline void add_unknown(entity const& kind, members const& unknown, std::string& text)
{
    auto const scratch = kind.make();
    reading found;
    text_notes notes{.more = unknown};
    read_json(text, *kind.members, scratch.get(), found, &notes);
    if (found.readable) text = std::move(notes.whole);
}

}  // namespace entity_parts

TENDER_DECL std::string entity::encode(std::shared_ptr<void const> const& record,
                                       std::shared_ptr<void const> const& before) const
{
    std::string out;
    {
        json_out to(out);
        members->write(record.get(), to);
    }
    for (auto const& from : {record, before})
        if (auto const more = entity_parts::unknown_members::all().of(from.get()); !more.empty())
            entity_parts::add_unknown(*this, more, out);
    return out;
}

TENDER_DECL std::shared_ptr<void const> entity::decode(std::string_view text) const
{
    auto record = make();
    reading found;
    text_notes notes;
    read_json(text, *members, record.get(), found, &notes);
    if (!found.readable || !found.faults.empty()) return nullptr;
    if (notes.unknown.empty()) return record;
    auto& unknown = entity_parts::unknown_members::all();
    unknown.add(record.get(), std::move(notes.unknown));
    auto* const object = record.get();
    return {object, [record = std::move(record), &unknown](void const*) mutable {
                unknown.remove(record.get());
                record.reset();
            }};
}

}  // namespace tender

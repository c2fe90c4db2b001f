// SPDX-License-Identifier: BSL-1.0
// tenderd/incoming.cpp: bodies of incoming.hpp.
#include "incoming.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <utility>

namespace tenderd {

namespace http = boost::beast::http;

incoming::incoming() : bytes_(std::make_unique_for_overwrite<char[]>(smallest))
{
    parser_.emplace(*this);
}

boost::asio::mutable_buffer incoming::room()
{
    bool const tight = size_ - end_ < smallest / 4;   // so much has come that more is to come
    if (head_end_ != 0 && parsed_ == end_) {
        parsed_ = end_ = head_end_;
    } else if (head_end_ != 0 && end_ == capacity) {
        std::memmove(bytes_.get() + head_end_, bytes_.get() + parsed_, end_ - parsed_);
        end_ -= parsed_ - head_end_;
        parsed_ = head_end_;
    }
    auto const largest = head_end_ == 0 ? largest_head : capacity;
    if (tight && size_ < largest) resize(2 * size_);
    return {bytes_.get() + end_, std::min(std::min(size_, largest) - end_, at_once)};
}

/// What of the request is here stays where it is in relation to the first byte.
void incoming::resize(std::size_t size)
{
    auto fresh = std::make_unique_for_overwrite<char[]>(size);
    std::memcpy(fresh.get(), bytes_.get(), end_);
    for (auto const text : {&asked.method, &asked.target}) *text = moved(*text, fresh.get());
    for (auto& h : asked.headers)
        h = {moved(h.name, fresh.get()), moved(h.value, fresh.get())};
    bytes_ = std::move(fresh);
    size_ = size;
}

incoming::view incoming::moved(view text, char const* to) const
{
    if (text.empty() || !holds(text)) return text;
    return {to + (text.data() - bytes_.get()), text.size()};
}

std::size_t incoming::held() const
{
    auto const beyond = [](std::size_t size, std::size_t free) { return size > free ? size : 0; };
    return size_ - smallest + beyond(body_.capacity(), smallest) +
           beyond(asked.headers.capacity(), usual_headers) * sizeof(tender::header);
}

incoming::progress incoming::read()
{
    if (!parser_->got_some()) skip_empty_lines();
    while (parsed_ != end_) {
        error_code ec;
        parsed_ += parser_->put(boost::asio::buffer(bytes_.get() + parsed_, end_ - parsed_), ec);
        bool const head_ends = head_end_ == 0 && parser_->is_header_done();
        if (head_ends) head_end_ = parsed_;
        if (head_ends && !ec && is_folded()) ec = http::error::bad_obs_fold;
        if (ec) return stopped_by(ec);
        if (parser_->is_done()) return progress::ready;
    }
    return progress::more;
}

/// A client may send some before its next request.
void incoming::skip_empty_lines()
{
    while (parsed_ != end_ && (bytes_[parsed_] == '\r' || bytes_[parsed_] == '\n')) ++parsed_;
    if (parsed_ == end_) parsed_ = end_ = 0;
}

incoming::progress incoming::stopped_by(error_code const& ec)
{
    if (ec == http::error::need_more) {
        bool const full = head_end_ == 0 ? end_ >= largest_head
                                         : end_ - parsed_ == capacity - head_end_;
        if (!full) return progress::more;
        status_ = head_end_ == 0 ? 431 : 400;
        return progress::broken;
    }
    if (ec == http::error::body_limit) {
        static std::string const too_much(largest_body + 1, ' ');
        asked.body = too_much;
        return progress::oversized;
    }
    status_ = ec == http::error::header_limit ? 431 : ec == http::error::bad_version ? 505 : 400;
    return progress::broken;
}

void incoming::next()
{
    if (asked.headers.capacity() > usual_headers) asked.headers = {};
    asked.headers.clear();
    asked.method = asked.target = asked.body = {};
    if (body_.capacity() > smallest) body_ = {};
    body_.clear();
    body_size_ = 0;
    if (parsed_ != end_) std::memmove(bytes_.get(), bytes_.get() + parsed_, end_ - parsed_);
    end_ -= parsed_;
    parsed_ = head_end_ = 0;
    if (size_ != smallest && end_ < smallest) resize(smallest);
    parser_.emplace(*this);
}

void incoming::give_up()
{
    asked = {};
    body_ = {};
    end_ = 0;
    if (size_ != smallest) resize(smallest);
}

bool incoming::take_expectation()
{
    bool const first = head_end_ != 0 && parser_->expects && end_ == head_end_ && body_.empty();
    if (first) parser_->expects = false;
    return first;
}

/// RFC 9112 lets us refuse what stands in two lines; unfolded elsewhere it would not last, either.
bool incoming::is_folded() const
{
    std::string_view const head(bytes_.get(), head_end_);
    return head.find("\n ") != head.npos || head.find("\n\t") != head.npos;
}

bool incoming::holds(view text) const
{
    return text.empty() || (text.data() >= bytes_.get() && text.data() < bytes_.get() + size_);
}

void incoming::take_body(view piece, error_code& ec)
{
    if (piece.size() > largest_body - body_.size()) {
        ec = http::error::body_limit;
        return;
    }
    body_size_ += piece.size();
    auto const length = parser_->content_length();
    if (length && *length == piece.size()) asked.body = piece;
    else body_.append(piece.data(), piece.size());
}

//---------------------------------------------------------------------------

incoming::parser::parser(incoming& owner) : to(owner)
{
    header_limit(largest_head);
    body_limit(boost::none);
}

void incoming::parser::on_request_impl(http::verb, view method, view target, int of,
                                       error_code&)
{
    version = of;
    to.asked.method = method;
    if (target.starts_with("http://")) {  // as a proxy's client writes it
        auto const path = target.find('/', 7);
        target = path == view::npos ? view("/") : target.substr(path);
    }
    to.asked.target = target;
}

void incoming::parser::on_field_impl(field which, view name, view value, error_code& ec)
{
    if (to.head_end_ != 0) return;  // a trailer
    if (!to.holds(value)) ec = http::error::bad_obs_fold;
    else to.asked.headers.push_back({name, value});
    if (which == field::transfer_encoding) {
        ++codings;
        coded_well = boost::beast::iequals(value, "chunked");
    }
    if (which == field::expect && version == 11 && boost::beast::iequals(value, "100-continue"))
        expects = true;
}

void incoming::parser::on_header_impl(error_code& ec)
{
    // An encoding that is not undone here would hide where the next request begins.
    bool const known = codings == 0 || (codings == 1 && coded_well && version != 10);
    if (!known) ec = http::error::bad_transfer_encoding;
    else if (content_length().value_or(0) > largest_body) ec = http::error::body_limit;
}

std::size_t incoming::parser::on_body_impl(view piece, error_code& ec)
{
    to.take_body(piece, ec);
    return piece.size();
}

std::size_t incoming::parser::on_chunk_body_impl(std::uint64_t, view piece, error_code& ec)
{
    to.take_body(piece, ec);
    return piece.size();
}

void incoming::parser::on_finish_impl(error_code&)
{
    if (!to.body_.empty()) to.asked.body = to.body_;
}

}  // namespace tenderd

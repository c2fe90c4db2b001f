// SPDX-License-Identifier: BSL-1.0
// tenderd/incoming.hpp: bytes in, one request after the other.
#pragma once

#include <tender/api/dispatcher.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace tenderd {

/// Takes HTTP/1.1 and 1.0 apart with Beast's parser and copies nothing that came in one piece: the
/// request views the bytes as they were received. What they need grows with them. For one
/// connection.
class incoming {
public:
    static constexpr std::size_t largest_head = 32 * 1024;
    static constexpr std::size_t largest_body = tender::dispatcher::largest_body;

    enum class progress {
        more,        ///< bytes are missing
        ready,       ///< `asked` is a request
        oversized,   ///< `asked` is one with some body that is too large; the real one is not read
        broken,      ///< this is no HTTP; `status` says what to answer
    };

    incoming();
    incoming(incoming const&) = delete;
    incoming& operator=(incoming const&) = delete;

    boost::asio::mutable_buffer room();                  ///< for the next bytes; never empty
    void received(std::size_t count) { end_ += count; }
    boost::asio::mutable_buffer scrap() { return {bytes_.get(), size_}; }   ///< after `give_up`

    /// Goes as far as the received bytes reach.
    progress read();

    /// Forgets the request that was read and turns to what came behind it.
    void next();

    /// Forgets everything: nothing is read any more.
    void give_up();

    tender::request asked{};                             ///< valid until `next`
    bool at_start() const { return end_ == 0; }          ///< nothing of a request is there
    bool has_head() const { return head_end_ != 0; }     ///< the body is still to come
    std::size_t body_size() const { return body_size_; } ///< as far as it is here
    std::size_t held() const;                            ///< bytes, beyond what it always has
    bool keep_alive() const { return parser_->keep_alive(); }
    int status() const { return status_; }

    /// True once for a request whose client waits for "100 Continue" before it sends the body.
    bool take_expectation();

private:
    using error_code = boost::beast::error_code;
    using view = boost::beast::string_view;
    using field = boost::beast::http::field;

    /// Tells `to` what it finds.
    struct parser final : boost::beast::http::basic_parser<true> {
        explicit parser(incoming& owner);

        void on_request_impl(boost::beast::http::verb, view method, view target, int version,
                             error_code&) override;
        void on_field_impl(field, view name, view value, error_code&) override;
        void on_header_impl(error_code&) override;
        std::size_t on_body_impl(view piece, error_code&) override;
        std::size_t on_chunk_body_impl(std::uint64_t, view piece, error_code&) override;
        void on_finish_impl(error_code&) override;

        void on_response_impl(int, view, int, error_code&) override {}
        void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
        void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}

        incoming& to;
        int version = 11;
        int codings = 0;         ///< lines of Transfer-Encoding
        bool coded_well = false; ///< one is "chunked" and no more
        bool expects = false;    ///< "100 Continue", first
    };

    void skip_empty_lines();
    void take_body(view piece, error_code& ec);
    bool is_folded() const;
    bool holds(view text) const;
    progress stopped_by(error_code const& ec);
    void resize(std::size_t size);
    view moved(view text, char const* to) const;

    static constexpr std::size_t smallest = 4 * 1024, capacity = 2 * largest_head,
                                 usual_headers = 64;
    static constexpr std::size_t at_once = 8 * 1024;   ///< then it is the turn of others

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = smallest;
    std::size_t end_ = 0;             ///< of what was received
    std::size_t parsed_ = 0;
    std::size_t head_end_ = 0;        ///< 0: not there yet
    std::string body_;                ///< one that came in pieces
    std::size_t body_size_ = 0;
    std::optional<parser> parser_;
    int status_ = 400;
};

}  // namespace tenderd

// SPDX-License-Identifier: Apache-2.0
//
// toolhost.hpp, tools in C++17 on top of toolhost.h. Nothing to link: the header is the whole kit.
//
//     #include "toolhost.hpp"
//
//     static void greet(toolhost::Call &call) {
//         call.write("Hello, ");
//         call.write(call.value<std::string_view>("name", "world"));
//         call.write("!");
//     }
//
//     static void start(toolhost::Plugin &plugin) {
//         plugin.add(toolhost::Tool("greet", "Greets somebody by name.",
//             R"({"type":"object","properties":{"name":{"type":"string"}}})", greet)
//             .read_only().closed_world());
//     }
//
//     TOOLHOST_PLUGIN("org.example.greet", "greet", "1.0.0", "Apache-2.0", start)
//
// Build it with `c++ -std=c++17 -shared -fPIC -fvisibility=hidden -Wl,--version-script=plugin.map greet.cpp -o greet.so`;
// plugin.map, beside the header, keeps the templates of the standard library from being exported.
//
// Exceptions end at the border: `Failure` becomes a refusal that the model reads, `Cancelled` says that the tool gave up
// in time, any other exception becomes the failure `tool_failed`. Texts that the host lends are views, valid until the
// tool's function returns.
#ifndef TOOLHOST_HPP
#define TOOLHOST_HPP

#include "toolhost.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace toolhost {

/// A tool's refusal: it could not do what it was asked. The message is read by the model.
class Failure : public std::runtime_error {
public:
    /// `code` is a stable name in snake_case, at most 64 bytes.
    Failure(std::string code, const std::string &message)
        : std::runtime_error(message), code_(std::move(code)) {}

    const std::string &code() const noexcept { return code_; }

private:
    std::string code_;
};

/// Nobody waits for the call any more. Let it pass through.
class Cancelled : public std::exception {
public:
    const char *what() const noexcept override { return "the call was cancelled"; }
};

/// The host refused what it was given, a text that is not UTF-8 for one.
class Refused : public std::runtime_error {
public:
    explicit Refused(th_status status)
        : std::runtime_error(
              status == TH_LIMIT ? "over a limit of the host" : "the host refused what it was given"),
          status_(status) {}

    th_status status() const noexcept { return status_; }

private:
    th_status status_;
};

namespace detail {

inline th_str lend(std::string_view text) noexcept { return {text.data(), text.size()}; }

inline std::string_view view(th_str text) noexcept {
    return text.data ? std::string_view(text.data, text.length) : std::string_view();
}

inline void check(th_status status) {
    if (status == TH_CANCELLED || status == TH_ENDED) throw Cancelled();
    if (status != TH_OK) throw Refused(status);
}

template <class Type> constexpr const char *kind() {
    if constexpr (std::is_same_v<Type, bool>) return "true or false";
    else if constexpr (std::is_integral_v<Type>) return "an integer that fits";
    else if constexpr (std::is_floating_point_v<Type>) return "a number";
    else return "a text";
}

} // namespace detail

/// A running call: its arguments, who waits for it, and its result. Borrowed until the tool's function returns.
class Call {
public:
    explicit Call(th_call *call) noexcept : call_(call) {}
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;

    /// All arguments, the text of one JSON object.
    std::string_view arguments() const noexcept { return detail::view(call_->api->arguments(call_)); }

    /// One argument, or nothing when it is absent or null. A `Type` is std::string_view, std::string, bool, any integer
    /// or double. Throws the failure `invalid_arguments` when it is of another kind.
    template <class Type> std::optional<Type> optional(std::string_view name) const {
        Type value{};
        const th_status status = read(name, value);
        if (status == TH_OK) return value;
        if (status == TH_NOT_FOUND) return std::nullopt;
        if (status == TH_INVALID) {
            throw Failure(
                "invalid_arguments",
                "The argument \"" + std::string(name) + "\" must be " + detail::kind<Type>() + ".");
        }
        detail::check(status);
        return std::nullopt;
    }

    /// One argument; throws `invalid_arguments` when it is absent.
    template <class Type> Type require(std::string_view name) const {
        if (auto value = optional<Type>(name)) return *value;
        throw Failure("invalid_arguments", "The argument \"" + std::string(name) + "\" is missing.");
    }

    /// One argument, or what stands for it when it is absent.
    template <class Type> Type value(std::string_view name, Type otherwise) const {
        return optional<Type>(name).value_or(std::move(otherwise));
    }

    /// One argument of any kind as JSON text; nothing when it is absent.
    std::optional<std::string_view> json_argument(std::string_view name) const {
        th_str text = TH_NO_STR;
        const th_status status = call_->api->argument_json(call_, detail::lend(name), &text);
        if (status == TH_NOT_FOUND) return std::nullopt;
        detail::check(status);
        return detail::view(text);
    }

    std::string_view id() const noexcept { return detail::view(call_->api->id(call_)); }

    std::chrono::nanoseconds remaining() const noexcept {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        const std::uint64_t left = call_->api->remaining_ns(call_);
        return std::chrono::nanoseconds(static_cast<std::int64_t>(left < most ? left : most));
    }

    bool is_cancelled() const noexcept { return call_->api->is_cancelled(call_) != 0; }

    /// Ends the tool's function, by an exception, if nobody waits any more. Cheap enough for an inner loop.
    void check_cancelled() const {
        if (is_cancelled()) throw Cancelled();
    }

    /// Becomes readable when the call is cancelled; for `poll`, never to be read, closed or kept.
    int cancel_descriptor() const {
        const std::int32_t descriptor = call_->api->cancel_descriptor(call_);
        if (descriptor < 0) detail::check(descriptor);
        return descriptor;
    }

    /// How far the call has come; `total` is 0 when it is not known. A report that gets lost is no fault.
    void progress(double done, double total = 0, std::string_view message = {}) noexcept {
        call_->api->progress(call_, done, total, detail::lend(message));
    }

    /// Adds a piece to the streamed text of the result.
    void write(std::string_view piece) { detail::check(call_->api->write(call_, detail::lend(piece))); }

    /// Adds a text part.
    void text(std::string_view text) { detail::check(call_->api->text(call_, detail::lend(text))); }

    /// Gives the result as data, at most once; see `Object`.
    void json(std::string_view json) { detail::check(call_->api->json(call_, detail::lend(json))); }

    /// Adds bytes: an image or a sound by its media type, otherwise a file.
    void bytes(const void *start, std::size_t size, std::string_view media_type) {
        detail::check(call_->api->bytes(call_, start, size, detail::lend(media_type)));
    }

    /// Adds a text that stands under a URI.
    void text_resource(std::string_view uri, std::string_view text, std::string_view media_type = {}) {
        detail::check(call_->api->resource(
            call_, detail::lend(uri), detail::lend(media_type), text.data(), text.size(), 1));
    }

    /// Adds bytes that stand under a URI.
    void resource(
        std::string_view uri, const void *start, std::size_t size, std::string_view media_type = {}) {
        detail::check(
            call_->api->resource(call_, detail::lend(uri), detail::lend(media_type), start, size, 0));
    }

    /// Adds a pointer to something that the client may fetch itself.
    void link(std::string_view uri, std::string_view name, std::string_view media_type = {}) {
        detail::check(
            call_->api->link(call_, detail::lend(uri), detail::lend(name), detail::lend(media_type)));
    }

    /// Asks the user and waits. Nothing when there is nobody to ask; the answer is a JSON object.
    std::optional<std::string_view> ask(std::string_view question, std::string_view schema) {
        th_str answer = TH_NO_STR;
        const th_status status =
            call_->api->ask(call_, detail::lend(question), detail::lend(schema), &answer);
        if (status == TH_UNSUPPORTED) return std::nullopt;
        detail::check(status);
        return detail::view(answer);
    }

    /// Zeroed memory that is freed with the call.
    void *scratch(std::size_t size) {
        if (void *memory = call_->api->scratch(call_, size)) return memory;
        throw std::bad_alloc();
    }

    /// The handle itself, for what this class does not wrap.
    th_call *handle() const noexcept { return call_; }

private:
    template <class Type> th_status read(std::string_view name, Type &value) const {
        const th_str key = detail::lend(name);
        if constexpr (std::is_same_v<Type, bool>) {
            std::int32_t flag = 0;
            const th_status status = call_->api->argument_boolean(call_, key, &flag);
            value = flag != 0;
            return status;
        } else if constexpr (std::is_integral_v<Type>) {
            std::int64_t number = 0;
            const th_status status = call_->api->argument_integer(call_, key, &number);
            value = static_cast<Type>(number);
            if (status == TH_OK && !fits<Type>(number)) return TH_INVALID;
            return status;
        } else if constexpr (std::is_floating_point_v<Type>) {
            double number = 0;
            const th_status status = call_->api->argument_number(call_, key, &number);
            value = static_cast<Type>(number);
            return status;
        } else {
            th_str text = TH_NO_STR;
            const th_status status = call_->api->argument_text(call_, key, &text);
            value = Type(detail::view(text));
            return status;
        }
    }

    template <class Type> static bool fits(std::int64_t number) noexcept {
        if constexpr (std::is_unsigned_v<Type>) {
            if (number < 0) return false;
            return static_cast<std::uint64_t>(number) <= std::numeric_limits<Type>::max();
        } else {
            return number >= std::numeric_limits<Type>::min() && number <= std::numeric_limits<Type>::max();
        }
    }

    th_call *call_;
};

/// A JSON object written member by member: `Object().add("words", 3).add("text", "a").json()`.
class Object {
public:
    Object &add(std::string_view name, std::string_view text) { return append(name, quoted(text)); }
    Object &add(std::string_view name, const char *text) { return add(name, std::string_view(text)); }
    Object &add(std::string_view name, bool flag) { return append(name, flag ? "true" : "false"); }
    Object &add(std::string_view name, const Object &object) { return append(name, object.json()); }

    /// Integers as they are, other numbers in the shortest form that reads back the same; throws for NaN and infinity.
    template <class Number, class = std::enable_if_t<std::is_arithmetic_v<Number>>>
    Object &add(std::string_view name, Number number) {
        if constexpr (std::is_floating_point_v<Number>) {
            if (!std::isfinite(number)) throw std::domain_error("JSON has no number that is not finite");
        }
        char digits[64];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return append(name, std::string_view(digits, static_cast<std::size_t>(end - digits)));
    }

    /// A value that is JSON text already.
    Object &add_json(std::string_view name, std::string_view json) { return append(name, json); }

    std::string json() const { return "{" + members_ + "}"; }

    /// A text as JSON writes it, with its quotation marks.
    static std::string quoted(std::string_view text) {
        constexpr char digits[] = "0123456789abcdef";
        std::string result = "\"";
        for (const char character : text) {
            const auto byte = static_cast<unsigned char>(character);
            if (byte == '"' || byte == '\\') {
                result += {'\\', character};
            } else if (byte < 0x20) {
                result += {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
            } else {
                result += character;
            }
        }
        return result + "\"";
    }

private:
    Object &append(std::string_view name, std::string_view json) {
        if (!members_.empty()) members_ += ',';
        members_ += quoted(name);
        members_ += ':';
        members_ += json;
        return *this;
    }

    std::string members_;
};

/// What the host offers a plugin. Cheap to copy; valid until the plugin ends.
class Host {
public:
    explicit Host(const th_host *host) noexcept : host_(host) {}

    /// Writes a record to the host's log. Never log secrets or what users wrote.
    void log(std::int32_t level, std::string_view message) const noexcept {
        if (auto table = find<th_log_v1>(TH_EXT_LOG)) table->write(host_, level, detail::lend(message));
    }

    /// A setting that the operator has given this plugin; valid until the plugin ends.
    std::optional<std::string_view> setting(std::string_view key) const noexcept {
        th_str value = TH_NO_STR;
        const auto table = find<th_config_v1>(TH_EXT_CONFIG);
        if (!table || table->get(host_, detail::lend(key), &value) != TH_OK) return std::nullopt;
        return detail::view(value);
    }

    /// The folder of the user's files, shared by all plugins.
    std::string_view sandbox() const { return detail::view(paths().sandbox(host_)); }
    /// The plugin's own folder for what must last.
    std::string_view data() const { return detail::view(paths().data(host_)); }
    /// The plugin's own folder for what can be made again.
    std::string_view cache() const { return detail::view(paths().cache(host_)); }

    const th_host *handle() const noexcept { return host_; }

private:
    template <class Table> const Table *find(const char *id) const noexcept {
        return static_cast<const Table *>(host_->get_extension(host_, id));
    }

    const th_paths_v1 &paths() const {
        if (auto table = find<th_paths_v1>(TH_EXT_PATHS)) return *table;
        throw std::runtime_error("the host has no folders for plugins");
    }

    const th_host *host_;
};

/// A tool on its way to the host. What its function captures lives until the plugin ends.
class Tool {
public:
    using Body = std::function<void(Call &)>;

    /// `input_schema` is the JSON Schema (2020-12) of the arguments, of type object.
    Tool(std::string name, std::string description, std::string input_schema, Body body)
        : name_(std::move(name)), description_(std::move(description)), input_(std::move(input_schema)),
          body_(std::make_unique<Body>(std::move(body))) {}

    Tool title(std::string title) && { return title_ = std::move(title), std::move(*this); }
    /// The JSON Schema of what `Call::json` is given.
    Tool output_schema(std::string schema) && { return output_ = std::move(schema), std::move(*this); }
    /// The longest a call may take.
    Tool timeout(std::chrono::milliseconds limit) && {
        return timeout_ = static_cast<std::uint32_t>(limit.count()), std::move(*this);
    }

    Tool read_only() && { return hint(TH_HINT_READ_ONLY); }
    Tool writes() && { return hint(TH_HINT_WRITES); }
    Tool destructive() && { return hint(TH_HINT_DESTRUCTIVE); }
    Tool additive() && { return hint(TH_HINT_ADDITIVE); }
    Tool idempotent() && { return hint(TH_HINT_IDEMPOTENT); }
    Tool open_world() && { return hint(TH_HINT_OPEN_WORLD); }
    Tool closed_world() && { return hint(TH_HINT_CLOSED_WORLD); }

    /// One call of this tool at a time, whatever the plugin's others do.
    Tool serial() && { return concurrency_ = TH_SERIAL_TOOL, std::move(*this); }
    /// Any number of calls on several threads; the default is one call in the whole plugin.
    Tool reentrant() && { return concurrency_ = TH_REENTRANT, std::move(*this); }

private:
    friend class Plugin;

    Tool hint(std::uint32_t bits) { return hints_ |= bits, std::move(*this); }

    /// Gives the function to the host, which hands it back to `drop`, when the tool is taken.
    th_status offer(th_registrar *registrar) && {
        th_tool tool{};
        tool.struct_size = static_cast<std::uint32_t>(sizeof tool);
        tool.name = detail::lend(name_);
        tool.title = detail::lend(title_);
        tool.description = detail::lend(description_);
        tool.input_schema = detail::lend(input_);
        tool.output_schema = detail::lend(output_);
        tool.hints = hints_;
        tool.concurrency = concurrency_;
        tool.timeout_ms = timeout_;
        tool.invoke = invoke;
        tool.ctx = body_.get();
        tool.drop = [](void *ctx) { delete static_cast<Body *>(ctx); };
        const th_status status = registrar->add_tool(registrar, &tool);
        if (status == TH_OK) static_cast<void>(body_.release());
        return status;
    }

    static th_status invoke(void *ctx, th_call *handle) noexcept {
        try {
            Call call(handle);
            (*static_cast<Body *>(ctx))(call);
            return TH_OK;
        } catch (const Failure &failure) {
            return handle->api->fail(handle, detail::lend(failure.code()), detail::lend(failure.what()));
        } catch (const Cancelled &) {
            return TH_CANCELLED;
        } catch (const Refused &refused) {
            return refused.status();
        } catch (const std::exception &exception) {
            return th_fail(handle, "tool_failed", exception.what());
        } catch (...) {
            return th_fail(handle, "tool_failed", "The tool failed with an unknown exception.");
        }
    }

    std::string name_, title_, description_, input_, output_;
    std::unique_ptr<Body> body_;
    std::uint32_t hints_ = 0, concurrency_ = TH_SERIAL_PLUGIN, timeout_ = 0;
};

/// The plugin while it starts.
class Plugin {
public:
    Plugin(const th_host *host, th_registrar *registrar) noexcept : host_(host), registrar_(registrar) {}

    const Host &host() const noexcept { return host_; }

    /// Offers a tool. One that the host refuses is listed there with the reason, and keeps no other out.
    bool add(Tool tool) { return std::move(tool).offer(registrar_) == TH_OK; }

private:
    Host host_;
    th_registrar *registrar_;
};

namespace detail {

template <void (*start)(Plugin &)>
th_status initialize(const th_host *host, th_registrar *registrar, void **) noexcept {
    try {
        Plugin plugin(host, registrar);
        start(plugin);
        return TH_OK;
    } catch (const std::exception &exception) {
        host->set_error(host, TH_FAILED, lend(exception.what()));
    } catch (...) {
        host->set_error(host, TH_FAILED, lend("an unknown exception"));
    }
    return TH_FAILED;
}

} // namespace detail
} // namespace toolhost

/// The entry of a plugin: its id, name, version and licence as string literals, and `void start(toolhost::Plugin &)`.
#define TOOLHOST_PLUGIN(id, name, version, license, start)                                                     \
    extern "C" TH_EXPORT const th_plugin *th_plugin_entry_v1(void) {                                           \
        static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR(id), TH_STR(name), TH_STR(version),          \
                                         TH_STR(license), toolhost::detail::initialize<start>, nullptr,        \
                                         nullptr};                                                             \
        return &plugin;                                                                                        \
    }

#endif

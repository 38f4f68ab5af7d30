// Exceptions of all kinds, which must end at the border of toolhost.hpp.

#include "toolhost.hpp"

#include <stdexcept>

namespace {

constexpr auto any = R"({"type":"object"})";

struct Alive {
    static inline int count = 0;
    Alive() { count += 1; }
    Alive(const Alive &) { count += 1; }
    ~Alive() { count -= 1; }
};

void start(toolhost::Plugin &plugin) {
    using toolhost::Call;
    using toolhost::Tool;
    plugin.add(Tool("refuses", "Refuses.", any, [](Call &) { throw toolhost::Failure("not_today", "Come back."); }));
    plugin.add(Tool("standard", "Throws.", any, [](Call &) { throw std::runtime_error("It broke."); }));
    plugin.add(Tool("number", "Throws a number.", any, [](Call &) { throw 5; }));
    plugin.add(Tool("typed", "Reads arguments.", any, [alive = Alive()](Call &call) {
        call.json(toolhost::Object()
                      .add("text", call.value<std::string_view>("text", "none"))
                      .add("small", call.value<signed char>("small", 0))
                      .add("unsigned", call.value<unsigned>("unsigned", 0u))
                      .add("big", call.value<std::int64_t>("big", 0))
                      .add("number", call.value<double>("number", 0.5))
                      .add("flag", call.value<bool>("flag", false))
                      .add("alive", Alive::count)
                      .add_json("raw", call.json_argument("raw").value_or("null"))
                      .json());
    }));
    plugin.add(Tool("bad name", "Is refused.", any, [alive = Alive()](Call &) {}));
    plugin.add(Tool("bytes", "Gives bytes.", any, [](Call &call) {
        call.bytes("\x89PNG", 4, "image/png");
        call.text_resource("note:1", "a note", "text/plain");
        call.resource("note:2", "\0\1", 2);
        call.link("https://example.org", "a page");
        static_cast<void>(call.ask("Sure?", any));
        call.text(call.is_cancelled() ? "cancelled" : "asked nobody");
    }));
    plugin.add(Tool("garbled", "Gives what is not UTF-8.", any, [](Call &call) { call.text("\xff"); }));
}

} // namespace

TOOLHOST_PLUGIN("org.example.throws", "throws", "1.0.0", "Apache-2.0", start)

// SPDX-License-Identifier: Apache-2.0
// Counts words, and draws a histogram of their lengths: typed arguments, structured output, an image, progress.
//
// Build: c++ -std=c++17 -shared -fPIC -fvisibility=hidden -Wl,--version-script=plugin.map -I KIT text_stats.cpp -o text_stats.so

#include "toolhost.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Counts {
    std::int64_t words = 0;
    std::int64_t lines = 0;
    std::string longest;
    std::array<std::int64_t, 16> lengths{};
};

bool is_space(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

Counts count(std::string_view text, toolhost::Call &call) {
    Counts counts;
    std::size_t start = 0;
    counts.lines = std::count(text.begin(), text.end(), '\n');
    if (!text.empty() && text.back() != '\n') counts.lines += 1;
    while (start < text.size()) {
        call.check_cancelled();
        while (start < text.size() && is_space(text[start])) start += 1;
        std::size_t end = start;
        while (end < text.size() && !is_space(text[end])) end += 1;
        if (end == start) break;
        counts.words += 1;
        counts.lengths[std::min<std::size_t>(end - start, counts.lengths.size()) - 1] += 1;
        if (end - start > counts.longest.size()) counts.longest = text.substr(start, end - start);
        start = end;
    }
    return counts;
}

void count_words(toolhost::Call &call) {
    const auto counts = count(call.require<std::string_view>("text"), call);
    call.json(toolhost::Object()
                  .add("words", counts.words)
                  .add("lines", counts.lines)
                  .add("longest", counts.longest)
                  .json());
}

/// One column for each length of words, as a portable grey map, which needs no library.
void draw_lengths(toolhost::Call &call) {
    const auto height = call.value<int>("height", 32);
    const auto counts = count(call.require<std::string_view>("text"), call);
    if (counts.words == 0) throw toolhost::Failure("empty_text", "The text has no words; give one that has.");
    const auto most = *std::max_element(counts.lengths.begin(), counts.lengths.end());
    std::string image = "P5 " + std::to_string(counts.lengths.size()) + " " + std::to_string(height) + " 255\n";
    for (int row = 0; row < height; row += 1) {
        call.progress(row + 1, height);
        for (const auto length : counts.lengths)
            image += static_cast<char>(length * height > most * (height - 1 - row) ? 0 : 255);
    }
    call.bytes(image.data(), image.size(), "image/x-portable-graymap");
    call.link("https://en.wikipedia.org/wiki/Netpbm", "the image's format", "text/html");
}

void start(toolhost::Plugin &plugin) {
    plugin.host().log(TH_LOG_DEBUG, "text_stats starts");
    plugin.add(toolhost::Tool(
                   "count_words", "Counts the words and lines of a text and finds its longest word.",
                   R"({"type":"object","properties":{"text":{"type":"string","maxLength":1000000}},
                       "required":["text"],"additionalProperties":false})",
                   count_words)
                   .title("Count words")
                   .output_schema(R"({"type":"object","properties":{"words":{"type":"integer"},
                       "lines":{"type":"integer"},"longest":{"type":"string"}},
                       "required":["words","lines","longest"],"additionalProperties":false})")
                   .read_only()
                   .closed_world()
                   .reentrant());
    plugin.add(toolhost::Tool(
                   "draw_word_lengths", "Draws how many words of a text have 1, 2, 3 ... letters, as an image.",
                   R"({"type":"object","properties":{"text":{"type":"string","maxLength":1000000},
                       "height":{"type":"integer","minimum":8,"maximum":256}},
                       "required":["text"],"additionalProperties":false})",
                   draw_lengths)
                   .read_only()
                   .closed_world());
}

} // namespace

TOOLHOST_PLUGIN("org.example.text-stats", "text_stats", "1.0.0", "Apache-2.0", start)

// SPDX-License-Identifier: Apache-2.0

extension TagStyle {
    /// `<function=f>`, `<parameter=k>v</parameter>`, `</function>`.
    static let function = TagStyle(valueEnds: ["</parameter>"]) { tag in
        if let name = inner(of: tag, after: "<function=") { return .call(name) }
        if let name = inner(of: tag, after: "<parameter=") { return .argument(name, .untyped) }
        switch tag {
        case "</function>": return .endOfCall
        case "</tool_call>", "</seed:tool_call>": return .endOfWrapper
        default: return .other
        }
    }

    /// `<invoke name="f">`, `<parameter name="k" string="true">v</parameter>`, `</invoke>`, each with a
    /// prefix.
    static let invoke = TagStyle(
        valueEnds: ["", "｜DSML｜", "steptml:", "atem:"].map { "</\($0)parameter>" }
    ) { tag in
        var name = Substring(tag)
        let isEnd = name.hasPrefix("</")
        name = name.dropFirst(isEnd ? 2 : 1)
        for prefix in ["｜DSML｜", "steptml:", "atem:", "minimax:"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        let word = name.prefix { $0 != " " && $0 != ">" }
        switch (String(word), isEnd) {
        case ("invoke", false): return attribute("name", of: tag).map { .call($0) } ?? .other
        case ("parameter", false):
            guard let name = attribute("name", of: tag) else { return .other }
            switch attribute("string", of: tag) {
            case "true": return .argument(name, .string)
            case "false": return .argument(name, .json)
            default: return .argument(name, .untyped)
            }
        case ("invoke", true): return .endOfCall
        case ("tool_call", true), ("tool_calls", true), ("function_calls", true): return .endOfWrapper
        default: return .other
        }
    }

    /// The tags of `function` or those of `invoke`, for wrappers in which models put either.
    static let functionOrInvoke = TagStyle(valueEnds: ["</parameter>"]) { tag in
        let read = function.tag(tag)
        if case .other = read { return invoke.tag(tag) }
        return read
    }

    /// `<cofl:tool_call id="0" name="f">`, arguments as JSON or in `<cofl:parameter name="k">`.
    static let cofl = TagStyle(
        valueEnds: ["</cofl:parameter>", "</cofl:argument>"]
    ) { tag in
        let name = attribute("name", of: tag)
        switch String(tag.dropFirst().prefix { $0 != " " && $0 != ">" }) {
        case "cofl:tool_call": return name.map { .call($0, id: attribute("id", of: tag)) } ?? .other
        case "cofl:parameter", "cofl:argument": return name.map { .argument($0, .untyped) } ?? .other
        case "/cofl:tool_call": return .endOfCall
        case "/cofl:tool_calls": return .endOfWrapper
        default: return .other
        }
    }

    /// `f`, then `<arg_key>k</arg_key>`, `<arg_value>v</arg_value>`.
    static let keyed = TagStyle(
        valueEnds: ["</arg_value>", "</longcat_arg_value>", "</arg_value:opensource>"], namesAreText: true
    ) { tag in
        switch tag {
        case "<arg_key>", "<longcat_arg_key>", "<arg_key:opensource>": .key
        case "<arg_value>", "<longcat_arg_value>", "<arg_value:opensource>": .value
        case "</arg_key>", "</longcat_arg_key>", "</arg_key:opensource>", "<tool_sep:opensource>": .ignored
        case "</tool_call>", "</longcat_tool_call>", "</tool_call:opensource>": .endOfWrapper
        default: .other
        }
    }

    /// Kimi K3's tags, which end in a token of their own.
    static let kimi3 = TagStyle(tagEnd: "<|sep|>", valueEnds: ["<|close|>argument<|sep|>"]) { tag in
        if tag.hasPrefix("<|open|>call ") { return attribute("tool", of: tag).map { .call($0) } ?? .other }
        if tag.hasPrefix("<|open|>argument ") {
            guard let key = attribute("key", of: tag) else { return .other }
            return .argument(key, attribute("type", of: tag) == "string" ? .string : .json)
        }
        return tag == "<|close|>call<|sep|>" ? .endOfCall : .other
    }

    /// What stands between `start` and the closing `>`, without quotes around it.
    private static func inner(of tag: String, after start: String) -> String? {
        guard tag.hasPrefix(start) else { return nil }
        let text = String(tag.dropFirst(start.count).dropLast()).trimmed
        let isQuoted = text.count > 1 && text.first == text.last && (text.first == "\"" || text.first == "'")
        return isQuoted ? String(text.dropFirst().dropLast()) : text
    }
}

// SPDX-License-Identifier: Apache-2.0

package import JSON

/// What a line of input asks for.
package enum REPLCommand: Sendable, Hashable {
    /// A line without anything in it.
    case nothing
    /// A message to the model.
    case chat(String)
    case help
    case tools
    case call(name: String, arguments: JSONObject)
    case approve(String)
    case quit

    /// A line that starts with `/` is a command; `//` starts a message with one slash.
    ///
    /// - Throws: `REPLError` for an unknown command or unusable arguments.
    package init(line: String) throws(REPLError) {
        let line = line.trimmed
        guard line.hasPrefix("/") else {
            self = line.isEmpty ? .nothing : .chat(line)
            return
        }
        if line.hasPrefix("//") {
            self = .chat(String(line.dropFirst()))
            return
        }
        let name = line.prefix { !$0.isWhitespace }
        let rest = String(line.dropFirst(name.count)).trimmed
        guard let row = Row.all.first(where: { $0.name == name }) else {
            throw .unknownCommand(String(name))
        }
        self = try row.read(rest)
    }
}

extension REPLCommand {
    /// One command of the language: its name, what follows it, what it does and how its rest is read.
    struct Row: Sendable {
        let name: String
        let arguments: String
        let meaning: String
        let read: @Sendable (String) throws(REPLError) -> REPLCommand

        static let all: [Row] = [
            Row(name: "/help", arguments: "", meaning: "this list") { _ throws(REPLError) in .help },
            Row(name: "/tools", arguments: "", meaning: "the tools there are, and those that were refused") {
                _ throws(REPLError) in .tools
            },
            Row(
                name: "/call", arguments: "NAME JSON",
                meaning: "run a tool: /call math {\"expr\": \"6 * 7\"}",
                read: REPLCommand.readCall
            ),
            Row(
                name: "/approve", arguments: "NAME",
                meaning: "see what a plugin that waits would get, and decide"
            ) { (rest) throws(REPLError) in
                guard !rest.isEmpty else { throw .missingPluginName }
                return .approve(rest)
            },
            Row(name: "/quit", arguments: "", meaning: "end; so does Ctrl-D") { _ throws(REPLError) in .quit
            },
        ]
    }

    private static func readCall(_ rest: String) throws(REPLError) -> REPLCommand {
        let name = rest.prefix { !$0.isWhitespace && $0 != "{" }
        guard !name.isEmpty else { throw .missingToolName }
        let text = String(rest.dropFirst(name.count)).trimmed
        guard !text.isEmpty else { return .call(name: String(name), arguments: [:]) }
        do {
            let value = try JSONValue(parsing: text)
            guard let arguments = value.object else { throw REPLError.argumentsNotAnObject(kind: value.kind) }
            return .call(name: String(name), arguments: arguments)
        } catch let error as JSONError {
            throw .argumentsNotJSON(detail: error.message)
        } catch let error as REPLError {
            throw error
        } catch {
            throw .argumentsNotJSON(detail: "unreadable")
        }
    }
}

extension String {
    /// Without the white space at either end.
    var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
        return String(self[start..<end])
    }
}

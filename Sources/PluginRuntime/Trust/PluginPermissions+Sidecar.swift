// SPDX-License-Identifier: Apache-2.0

public import JSON

extension PluginPermissions {
    /// Reads what a plugin asks for: `{"fs_read": ["~/notes"], "net": true}`.
    ///
    /// What it does not name is as in `standard`. `~/` becomes `home`, without which it is refused.
    init(reading value: JSONValue, at pointer: JSONPointer, home: String?) throws(MemberFault) {
        let members = try StrictMembers(value, at: pointer, names: Self.memberNames)
        self = .standard
        if let text = try members.text("sandbox") {
            guard let access = Access(rawValue: text) else {
                let names = Access.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                throw MemberFault(members.place(of: "sandbox"), "must be one of \(names)")
            }
            sandbox = access
        }
        readable = try Self.paths("fs_read", of: members, home: home)
        writable = try Self.paths("fs_write", of: members, home: home)
        network = try members.bool("net") ?? false
        programs = try Self.paths("exec", of: members, home: home)
        environment = try Self.texts("env", of: members, Self.checkVariable)
        if let value = members["limits"] {
            limits = try PluginResourceLimits(reading: value, at: members.place(of: "limits"))
        }
    }

    /// As a sidecar would ask for them, each member written out.
    public var sidecarJSON: JSONObject {
        func texts(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
        return [
            "sandbox": .string(sandbox.rawValue), "fs_read": texts(readable), "fs_write": texts(writable),
            "net": .bool(network), "exec": texts(programs), "env": texts(environment),
            "limits": .object(limits.sidecarJSON),
        ]
    }

    private static let memberNames = ["sandbox", "fs_read", "fs_write", "net", "exec", "env", "limits"]
    /// The most paths, programs or variables: a person must be able to read them all.
    private static let listLimit = 64
    /// The longest path, in bytes, as the system has it.
    private static let pathBytes = 4096
    private static let variableBytes = 128

    /// The texts of a list, each once and changed by `check`.
    private static func texts(
        _ name: String, of members: StrictMembers,
        _ check: (String, JSONPointer) throws(MemberFault) -> String
    ) throws(MemberFault) -> [String] {
        var texts: [String] = []
        for (value, place) in try members.array(name, limit: listLimit) {
            guard let text = value.string else {
                throw MemberFault(place, "must be a string, not \(value.kind)")
            }
            let checked = try check(text, place)
            if !texts.contains(checked) { texts.append(checked) }
        }
        return texts
    }

    private static func paths(
        _ name: String, of members: StrictMembers, home: String?
    ) throws(MemberFault) -> [String] {
        try texts(name, of: members) { (text, place) throws(MemberFault) in
            try path(text, at: place, home: home)
        }
    }

    /// The absolute path that a text means.
    private static func path(
        _ text: String, at place: JSONPointer, home: String?
    ) throws(MemberFault) -> String {
        let shown = text.cleaned(toBytes: 128)
        var path = text
        if text.hasPrefix("~/") {
            guard let home else { throw MemberFault(place, "starts with ~/, and there is no home folder") }
            path = "\(home)/\(text.dropFirst(2))"
        }
        guard path.hasPrefix("/") else {
            throw MemberFault(
                place, "is \"\(shown)\"; a path must start with / or ~/",
                hint: "Write the whole path; the sandbox has a permission of its own, \"sandbox\".")
        }
        guard path.utf8.count <= pathBytes else {
            throw MemberFault(place, "is longer than \(pathBytes) bytes")
        }
        if let (scalar, _) = TextRules.firstHidden(in: path) {
            throw MemberFault(place, "has the hidden character \(TextRules.notation(scalar))")
        }
        guard !path.contains("\n"), !path.contains("\t") else {
            throw MemberFault(place, "has a line end or a tab in it")
        }
        guard !text.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            throw MemberFault(place, "is \"\(shown)\"; a path must not have . or .. in it")
        }
        return "/" + path.split(separator: "/").joined(separator: "/")
    }

    private static func checkVariable(_ text: String, at place: JSONPointer) throws(MemberFault) -> String {
        let isName =
            (1...variableBytes).contains(text.utf8.count) && text.utf8.first.map { $0 > 0x39 } == true
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x5F
            }
        guard isName else {
            throw MemberFault(
                place, "is \"\(text.cleaned(toBytes: 64))\"; a variable's name follows [A-Za-z_][A-Za-z0-9_]*"
            )
        }
        guard !text.hasPrefix("LD_") else {
            throw MemberFault(
                place, "is \"\(text)\", which steers the dynamic linker and is never passed on",
                hint: "Link the plugin with the folders that it needs: -Wl,-rpath,/its/folder.")
        }
        return text
    }
}

extension PluginResourceLimits {
    private static let memberNames = ["memory_mib", "file_mib", "descriptors", "threads", "call_seconds"]
    /// One tebibyte, in mebibytes: more than the machines that run models have.
    private static let largestMiB = 1 << 20

    init(reading value: JSONValue, at pointer: JSONPointer) throws(MemberFault) {
        let members = try StrictMembers(value, at: pointer, names: Self.memberNames)
        self.init()
        if let memory = try members.integer("memory_mib", in: 16...Self.largestMiB) {
            memoryBytes = Int64(memory) << 20
        }
        if let file = try members.integer("file_mib", in: 0...Self.largestMiB) {
            fileBytes = Int64(file) << 20
        }
        if let count = try members.integer("descriptors", in: 16...65_536) { descriptors = count }
        if let count = try members.integer("threads", in: 1...4096) { threads = count }
        // Ten minutes: clients give up earlier than that.
        if let seconds = try members.integer("call_seconds", in: 1...600) { callTimeout = .seconds(seconds) }
    }

    fileprivate var sidecarJSON: JSONObject {
        var members: JSONObject = [
            "memory_mib": JSONValue(memoryBytes >> 20), "file_mib": JSONValue(fileBytes >> 20),
            "descriptors": JSONValue(descriptors), "threads": JSONValue(threads),
        ]
        if let callTimeout { members["call_seconds"] = JSONValue(callTimeout.components.seconds) }
        return members
    }
}

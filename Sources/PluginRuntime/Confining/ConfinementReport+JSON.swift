// SPDX-License-Identifier: Apache-2.0

public import JSON

extension ConfinementReport {
    /// The report as HTTP and `--json` show it.
    public var json: JSONObject {
        var members: JSONObject = [:]
        members["asked"] = .object(asked.json)
        members["granted"] = .object(granted.json)
        var enforcement: JSONObject = [:]
        for subject in Subject.allCases {
            if let means = enforced[subject] { enforcement[subject.rawValue] = .string(means) }
        }
        members["enforced"] = .object(enforcement)
        members["shortfalls"] = .array(shortfalls.map { .string($0) })
        return members
    }
}

extension PluginPermissions {
    /// The permissions as HTTP and `--json` show them; empty lists are left out.
    public var json: JSONObject {
        var members: JSONObject = ["sandbox": .string(sandbox.rawValue)]
        let lists = [
            ("read", readable), ("write", writable), ("programs", programs), ("environment", environment),
        ]
        for (name, list) in lists where !list.isEmpty {
            members[name] = .array(list.map { .string($0) })
        }
        if launchesPrograms { members["launchesPrograms"] = .bool(true) }
        members["network"] = .bool(network)
        members["attributes"] = .string(attributes.rawValue)
        members["limits"] = .object(limits.json)
        return members
    }
}

extension PluginResourceLimits {
    fileprivate var json: JSONObject {
        [
            "memoryBytes": JSONValue(Int(memoryBytes)), "fileBytes": JSONValue(Int(fileBytes)),
            "descriptors": JSONValue(descriptors), "threads": JSONValue(threads),
        ]
    }
}

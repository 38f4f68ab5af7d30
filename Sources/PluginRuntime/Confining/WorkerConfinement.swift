// SPDX-License-Identifier: Apache-2.0

/// What a worker is told to confine itself to before it loads a plugin, path by path.
///
/// What is not named here, nor in `SystemNeeds`, is forbidden.
struct WorkerConfinement: Sendable, Hashable {
    var readable: [String]
    var writable: [String]
    var programs: [String]
    var launchesPrograms: Bool
    var allowsNetwork: Bool
    var attributes: PluginPermissions.Attributes
    var limits: PluginResourceLimits
    /// Where temporary files go.
    var temporary: String
    /// Whether to refuse where the kernel cannot enforce it.
    var isStrict: Bool

    /// What was granted, with the folders that the plugin has.
    init(_ granted: PluginPermissions, folders: PluginFolders, demand: ConfinementDemand) {
        readable = granted.readable
        writable = granted.writable + [folders.data, folders.cache]
        switch granted.sandbox {
        case .none: break
        case .read: readable.append(folders.sandbox)
        case .write: writable.append(folders.sandbox)
        }
        programs = granted.programs
        launchesPrograms = granted.launchesPrograms
        allowsNetwork = granted.network
        attributes = granted.attributes
        limits = granted.limits
        temporary = folders.cache
        isStrict = demand == .strict
    }
}

extension WorkerConfinement {
    func write(to writer: inout PayloadWriter) {
        for list in [readable, writable, programs] {
            writer.number(UInt32(clamping: list.count))
            for path in list { writer.text(path) }
        }
        writer.byte(launchesPrograms ? 1 : 0)
        writer.byte(allowsNetwork ? 1 : 0)
        writer.text(attributes.rawValue)
        for value in [limits.memoryBytes, limits.fileBytes, Int64(limits.descriptors), Int64(limits.threads)]
        {
            writer.number(UInt64(clamping: value))
        }
        writer.text(temporary)
        writer.byte(isStrict ? 1 : 0)
    }

    init(from reader: inout PayloadReader) throws(PayloadReader.Fault) {
        var lists: [[String]] = []
        for _ in 0..<3 {
            var list: [String] = []
            for _ in 0..<(try reader.number32()) { list.append(try reader.text()) }
            lists.append(list)
        }
        (readable, writable, programs) = (lists[0], lists[1], lists[2])
        launchesPrograms = try reader.byte() == 1
        allowsNetwork = try reader.byte() == 1
        guard let attributes = PluginPermissions.Attributes(rawValue: try reader.text()) else {
            throw PayloadReader.Fault()
        }
        self.attributes = attributes
        limits = PluginResourceLimits(
            memoryBytes: Int64(clamping: try reader.number64()),
            fileBytes: Int64(clamping: try reader.number64()),
            descriptors: Int(clamping: try reader.number64()), threads: Int(clamping: try reader.number64()))
        temporary = try reader.text()
        isStrict = try reader.byte() == 1
    }
}

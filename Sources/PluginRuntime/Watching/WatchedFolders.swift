// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the kernel reports about a folder, and which of it matters.
///
/// Pure. A plugin folder is watched itself, and the folder above it for the day it is made, moved or removed; where that
/// is missing too, the nearest folder above that there is.
struct WatchedFolders {
    /// What one watched folder is watched for.
    struct Role: Hashable {
        /// Whether plugin files are looked for in it.
        var holdsPlugins = false
        /// The names in it that lead to plugin folders.
        var steps: Set<String> = []
    }

    /// One event as the kernel tells it.
    struct Event: Hashable {
        var watch: Int32
        var mask: UInt32
        /// The name in the folder; empty for the folder itself.
        var name = ""
    }

    /// By the kernel's number.
    private(set) var roles: [Int32: Role] = [:]

    /// What is asked for of a folder with plugins.
    static let contents = UInt32(IN_CLOSE_WRITE | IN_CREATE | IN_ATTRIB) | steps
    /// What is asked for of a folder above one.
    static let steps =
        UInt32(IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF)

    /// Notes that a watch has a role, besides those that it has.
    mutating func add(_ watch: Int32, holdsPlugins: Bool, step: String?) {
        var role = roles[watch] ?? Role()
        if holdsPlugins { role.holdsPlugins = true }
        if let step { role.steps.insert(step) }
        roles[watch] = role
    }

    /// Whether an event may change what plugins there are.
    ///
    /// A file that was made is complete when it is closed, which has an event of its own: only a further name of a
    /// file that was there before, and a link, come with nothing but this.
    ///
    /// - Parameters:
    ///   - event: What the kernel told.
    ///   - isNewFile: Whether the name in a watched folder is that of a file which somebody may still be writing.
    /// - Returns: False for what can be passed over.
    func concerns(_ event: Event, isNewFile: (Int32, String) -> Bool) -> Bool {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
        guard let role = roles[event.watch] else { return false }
        if event.name.isEmpty {
            let own = UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_ATTRIB)
            return event.mask & own != 0
        }
        if role.steps.contains(event.name), event.mask & Self.steps != 0 { return true }
        guard role.holdsPlugins, Self.isPluginName(event.name) else { return false }
        let rest = event.mask & ~UInt32(IN_ISDIR)
        return rest != UInt32(IN_CREATE) || !isNewFile(event.watch, event.name)
    }

    /// Plugins and libraries that they bring along, and the files beside them that say what they may do.
    private static func isPluginName(_ name: String) -> Bool {
        !name.hasPrefix(".")
            && (name.hasSuffix(".so") || name.contains(".so.") || name.hasSuffix(".plugin.json"))
    }

    /// The events in what was read of an inotify descriptor.
    static func events(in bytes: ArraySlice<UInt8>) -> [Event] {
        var events: [Event] = []
        var rest = bytes
        while rest.count >= headerBytes {
            let nameBytes = Int(number(rest, 12))
            guard rest.count >= headerBytes + nameBytes else { break }
            let name = rest.dropFirst(headerBytes).prefix(nameBytes).prefix { $0 != 0 }
            events.append(
                Event(
                    watch: Int32(bitPattern: number(rest, 0)), mask: number(rest, 4),
                    name: String(decoding: name, as: UTF8.self)))
            rest = rest.dropFirst(headerBytes + nameBytes)
        }
        return events
    }

    /// The fixed part of `struct inotify_event`.
    private static let headerBytes = 16

    private static func number(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
        let start = bytes.startIndex + offset
        return (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CLoader
import Glibc
import Logging
import NIOPosix

/// Tells when the plugin files of some folders may have changed.
///
/// A thread of its own waits for the kernel's word (inotify), then for the folders to be quiet. What changed is not told:
/// whoever listens looks again. Folders on file systems of other machines change without a word.
final class FolderWatch: Sendable {
    /// One element at the start, and one after each change; what was not fetched counts once.
    let changes: AsyncStream<Void>

    private let folders: [String]
    private let limits: PluginLimits
    private let logger: Logger
    private let changed: AsyncStream<Void>.Continuation
    /// The descriptors of the kernel's events, and of the word to stop; the thread closes them.
    private let events: Int32
    private let stopEvent: Int32
    private let thread = NIOThreadPool(numberOfThreads: 1)

    /// Starts to watch.
    ///
    /// - Parameters:
    ///   - folders: Absolute paths, of which none need exist.
    ///   - limits: How long to wait for quiet.
    ///   - logger: For a folder that cannot be watched.
    /// - Throws: The system's reason, as a rule that this user watches too much already.
    init(folders: [String], limits: PluginLimits, logger: Logger) throws(FileSystem.Failure) {
        self.folders = folders
        self.limits = limits
        self.logger = logger
        events = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard events >= 0 else { throw .last }
        stopEvent = cl_event_open()
        guard stopEvent >= 0 else {
            let failure = FileSystem.Failure.last
            close(events)
            throw failure
        }
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        thread.start()
        thread.submit { [self] _ in run() }
    }

    /// Ends the watch, and with it `changes`.
    func stop() {
        changed.finish()
        cl_event_signal(stopEvent)
    }

    // MARK: - The thread

    private func run() {
        var watched = WatchedFolders()
        repeat {
            watch(&watched)
            changed.yield()
        } while waitForChange(watched)
        close(events)
        changed.finish()
        thread.shutdownGracefully { _ in }
    }

    /// Waits for something that concerns plugins, and then for quiet; false when it is time to stop.
    private func waitForChange(_ watched: WatchedFolders) -> Bool {
        repeat {
            guard wait(nil) else { return false }
        } while !read(watched)
        let patience = ContinuousClock.now + limits.watchPatience
        while true {
            let now = ContinuousClock.now
            let time = min(limits.watchQuiet, now.duration(to: patience))
            guard time > .zero, isReadable(time) else { break }
            guard wait(.zero) else { return false }
            _ = read(watched)
        }
        return wait(.zero)
    }

    /// Waits for events, or at most `time`; false when it is time to stop.
    private func wait(_ time: Duration?) -> Bool {
        var wanted = [
            pollfd(fd: events, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stopEvent, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&wanted, 2, time.map(Self.milliseconds) ?? -1)
        return wanted[1].revents == 0
    }

    /// Whether events come within that time.
    private func isReadable(_ time: Duration) -> Bool {
        var wanted = [
            pollfd(fd: events, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stopEvent, events: Int16(POLLIN), revents: 0),
        ]
        return unsafe poll(&wanted, 2, Self.milliseconds(time)) > 0
    }

    private static func milliseconds(_ time: Duration) -> Int32 {
        Int32(clamping: Int((time / .milliseconds(1)).rounded(.up)))
    }

    /// Takes all events; whether one of them concerns plugins.
    private func read(_ watched: WatchedFolders) -> Bool {
        var buffer = [UInt8](repeating: 0, count: Self.readBytes)
        var isOfConcern = false
        while true {
            let count = unsafe Glibc.read(events, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return isOfConcern }
            for event in WatchedFolders.events(in: buffer[..<count]) {
                isOfConcern = watched.concerns(event, isNewFile: isNewFile) || isOfConcern
            }
        }
    }

    /// What is read at a time, in bytes: some hundred events.
    private static let readBytes = 16 << 10

    /// Whether one of the folders has a file of that name which nobody has closed yet, for all that can be seen.
    private func isNewFile(_ watch: Int32, _ name: String) -> Bool {
        for folder in folders {
            var status = stat()
            guard unsafe lstat("\(folder)/\(name)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT != S_IFREG || status.st_nlink > 1 { return false }
        }
        return true
    }

    // MARK: - Watches

    /// Watches what there is now, and forgets what was watched and is not there any more.
    private func watch(_ watched: inout WatchedFolders) {
        let before = watched.roles.keys
        var now = WatchedFolders()
        for folder in folders { watch(folder, &now) }
        for watch in before where now.roles[watch] == nil { inotify_rm_watch(events, watch) }
        watched = now
    }

    private func watch(_ folder: String, _ watched: inout WatchedFolders) {
        // From the top, so that what is made meanwhile is seen from above.
        var path = folder
        var above: [(folder: String, step: String)] = []
        while let parent = FileSystem.parent(of: path) {
            above.append((parent, FileSystem.lastName(of: path)))
            path = parent
        }
        let nearest = above.first { folder in
            // One that cannot be looked at counts as missing: there may be one above it.
            (try? FileSystem.entry(at: folder.folder))?.kind == .folder
        }
        if let nearest, let watch = add(nearest.folder, WatchedFolders.steps) {
            watched.add(watch, holdsPlugins: false, step: nearest.step)
        }
        if let watch = add(folder, WatchedFolders.contents) {
            watched.add(watch, holdsPlugins: true, step: nil)
        } else if let nearest, nearest.folder != above.first?.folder,
            (try? FileSystem.entry(at: "\(nearest.folder)/\(nearest.step)"))?.kind == .folder
        {
            // A folder on the way was made since it was looked for: there may be more by now.
            self.watch(folder, &watched)
        }
    }

    private func add(_ folder: String, _ mask: UInt32) -> Int32? {
        let watch = unsafe inotify_add_watch(events, folder, mask | UInt32(IN_ONLYDIR) | UInt32(IN_MASK_ADD))
        if watch >= 0 { return watch }
        let failure = FileSystem.Failure.last
        if !failure.isMissing {
            logger.warning(
                "folder not watched, changes in it are seen at the next start",
                metadata: ["path": "\(folder)", "reason": "\(failure.reason)"])
        }
        return nil
    }
}

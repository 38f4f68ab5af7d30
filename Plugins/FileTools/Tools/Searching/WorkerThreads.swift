// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Runs the same work on several threads and waits for all of them.
///
/// Threads of its own rather than Dispatch's, which Swift's tasks share: work that reads files would keep
/// those waiting.
enum WorkerThreads {
    /// More threads than these gain nothing: the disk or the kernel's cache is busy by then.
    private static let limit = 8

    /// How many threads this machine has use for.
    static var recommended: Int { min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), limit) }

    /// Runs `work` on `count` threads, this one among them; on fewer when the system gives no more.
    static func run(_ count: Int, _ work: @escaping @Sendable () -> Void) {
        var threads: [pthread_t] = []
        for _ in 1..<max(1, count) {
            var thread = pthread_t()
            let held = unsafe Unmanaged.passRetained(Work(body: work))
            let result = unsafe pthread_create(
                &thread, nil,
                { held in
                    if let held = unsafe held {
                        unsafe Unmanaged<Work>.fromOpaque(held).takeRetainedValue().body()
                    }
                    return nil
                }, held.toOpaque())
            guard result == 0 else {
                unsafe held.release()
                break
            }
            threads.append(thread)
        }
        work()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// What a thread is started with.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}

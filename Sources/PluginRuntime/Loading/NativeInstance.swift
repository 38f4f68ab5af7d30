// SPDX-License-Identifier: Apache-2.0

/// What a started plugin keeps for itself, with the functions that give it back.
// The pointer is the plugin's: the host passes it back once, when no call of the plugin runs any more. All else never
// changes: function pointers are constants, and the bodies may go from thread to thread by themselves.
@safe struct NativeInstance: @unchecked Sendable {
    private let instance: UnsafeMutableRawPointer?
    private let shutdown: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
    private let bodies: [ToolBody]
    /// The key to what the host gave the plugin.
    private let hostAddress: UInt

    init(
        instance: UnsafeMutableRawPointer?, shutdown: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?,
        bodies: [ToolBody], hostAddress: UInt
    ) {
        unsafe self.instance = unsafe instance
        unsafe self.shutdown = shutdown
        self.bodies = bodies
        self.hostAddress = hostAddress
    }

    /// The instance of a plugin without code of its own.
    init() {
        unsafe self.init(instance: nil, shutdown: nil, bodies: [], hostAddress: 0)
    }

    /// Gives back the tools' contexts and ends the plugin.
    ///
    /// Runs the plugin's code; at most once.
    func end() {
        for body in bodies { body.release() }
        unsafe Border.hosts[UnsafeRawPointer(bitPattern: hostAddress)]?.toolList.close()
        unsafe shutdown?(instance)
        Border.hosts.set(nil, at: hostAddress)
    }
}

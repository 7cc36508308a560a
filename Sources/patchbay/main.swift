import Commands
import Dispatch

// Before anything else of this process opens a file: `await` here would let the runtime be first.
Patchbay.fillStandardDescriptors()
Task { await Patchbay.start() }
dispatchMain()

import Crypto
import Synchronization
import Transfer

/// Takes the body of a download: hands it to the target, hashes it, and keeps its state.
///
/// Called by the transfer's thread during a request and by the asking task between them.
final class DownloadSink: Sendable {
    private struct Inside {
        var state: DownloadState
        var hash = SHA256()
        var wasTaken = false
    }

    private let target: any DownloadTarget
    private let inside: Mutex<Inside>

    init(_ state: DownloadState, target: any DownloadTarget) {
        self.target = target
        inside = Mutex(Inside(state: state))
    }

    /// The headers of the next request; also forgets how the one before was taken.
    func nextHeaders() -> [(name: String, value: String)] {
        inside.withLock { inside in
            inside.wasTaken = false
            return inside.state.headers
        }
    }

    /// Decides where the body goes.
    func take(_ head: ResponseHead) throws -> BodyRoute {
        try inside.withLock { inside in
            switch inside.state.route(head) {
            case .refuse: return .collect
            case .restart:
                try target.restart()
                inside.hash = SHA256()
            case .append: break
            }
            inside.wasTaken = true
            return .sink
        }
    }

    /// Takes a piece of the content.
    func take(_ bytes: UnsafeRawBufferPointer) throws {
        try target.write(bytes)
        inside.withLock { inside in
            inside.hash.update(bufferPointer: bytes)
            inside.state.took(bytes.count)
        }
    }

    /// Lets the state judge how a request ended; tells it whether the body was taken.
    func judge(_ change: (inout DownloadState, _ wasTaken: Bool) -> DownloadState.Step) -> DownloadState.Step {
        inside.withLock { change(&$0.state, $0.wasTaken) }
    }

    /// Bytes so far.
    var written: Int64 { inside.withLock { $0.state.written } }

    /// The length and the hash of what came; to be read once it is whole.
    func result() -> Downloaded {
        inside.withLock { inside in
            Downloaded(bytes: inside.state.written, sha256: Hexadecimal.text(inside.hash.finalize()))
        }
    }
}

/// One message between host and worker: a header of sixteen bytes, then the payload.
///
/// Header, little-endian: payload length (4 bytes), kind (1), three zero bytes, id (8). The id of an effect is chosen by
/// the worker, counts up, and comes back with its answer; frames that need no answer bear 0.
package struct Frame: Sendable, Equatable {
    /// What a frame is for.
    package enum Kind: UInt8, Sendable {
        /// To the worker, once, first: the script and what it is to know of its run (`Start`).
        case start = 1
        /// To the worker: what became of an effect (`Answer`).
        case answer = 2
        /// To the host: something asked, to be answered (`Request`).
        case effect = 3
        /// To the host: something told; no answer follows (`Request`).
        case notice = 4
        /// To the host: nobody waits for this effect any more.
        case cancel = 5
        /// To the host, once, last: how the script ended (`Ending`).
        case ending = 6
        /// To a worker that is paced: what came before it is one turn of the loop (`Turn`).
        case turn = 7
    }

    /// Bytes of a header.
    package static let headerLength = 16
    /// The longest payload that is taken, in bytes; a longer one is an error of the peer.
    package static let longestPayload = 64 << 20

    package var kind: Kind
    package var id: UInt64
    package var payload: [UInt8]

    package init(kind: Kind, id: UInt64 = 0, payload: [UInt8]) {
        self.kind = kind
        self.id = id
        self.payload = payload
    }
}

/// What is wrong with bytes that came from the other side.
package enum WireError: Error, Equatable, CustomStringConvertible {
    case unknownKind(UInt8)
    case tooLong(Int)
    case cutOff(Frame.Kind)

    package var description: String {
        switch self {
        case .unknownKind(let kind): "a frame of the unknown kind \(kind) came in"
        case .tooLong(let length): "a frame of \(length) bytes is longer than the \(Frame.longestPayload) that fit"
        case .cutOff(let kind): "a frame of kind \(kind) ends before its parts do"
        }
    }
}

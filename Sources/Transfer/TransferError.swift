/// A request that brought no whole answer: why, and whether the service may have seen it.
///
/// Holds no header, no query string and no body: those carry tokens and the signatures of signed addresses.
package struct TransferError: Error, Sendable {
    /// What went wrong.
    package enum Kind: Sendable {
        /// The request itself cannot be sent: a broken address, a line break in a header.
        case invalidRequest
        case couldNotResolve
        case couldNotConnect
        /// The certificate is not trusted, or the file of authorities cannot be read.
        case tls
        case timedOut
        /// Reset, closed without an answer, or a body shorter than promised.
        case broken
        /// What answered does not speak HTTP, or its encoding is damaged.
        case badAnswer
        /// A collected body went above `TransferRequest.bodyLimit`.
        case tooLarge
        /// What `onHead` or `onBody` threw.
        case sink(any Error)
        /// What reading a part of the form threw.
        case source(any Error)
        /// The task was cancelled, or the transfer shut down.
        case cancelled
    }

    package var kind: Kind
    /// Whether bytes of the request may have left.
    ///
    /// False is certain; a create may be repeated only then.
    package var requestWasSent: Bool
    /// `scheme://host/path` of the request.
    package var address: String
    /// libcurl's words for it, without secrets; empty when they add nothing.
    package var detail: String

    package init(kind: Kind, requestWasSent: Bool, address: String, detail: String = "") {
        self.kind = kind
        self.requestWasSent = requestWasSent
        self.address = address
        self.detail = detail
    }

    /// Whether no connection came to stand: nothing says yet that the address is right.
    package var isConnectFailure: Bool {
        switch kind {
        case .couldNotResolve, .couldNotConnect: true
        case .timedOut: !requestWasSent
        default: false
        }
    }
}

extension TransferError: CustomStringConvertible {
    /// What failed, naming the address, for a person to read.
    package var message: String {
        let what =
            switch kind {
            case .invalidRequest: "cannot send a request to \(address)"
            case .couldNotResolve: "no such host: \(address)"
            case .couldNotConnect: "could not connect to \(address)"
            case .tls: "the certificate of \(address) is not trusted"
            case .timedOut:
                requestWasSent ? "no answer in time from \(address)" : "could not connect in time to \(address)"
            case .broken: "the connection to \(address) broke off"
            case .badAnswer: "\(address) did not answer in HTTP"
            case .tooLarge: "the answer of \(address) is too large"
            case .sink(let error): "could not keep what \(address) sent: \(error)"
            case .source(let error): "could not read what \(address) was to be sent: \(error)"
            case .cancelled: "the request to \(address) was cancelled"
            }
        return detail.isEmpty ? what : "\(what) (\(detail))"
    }

    /// The way out, where there is one.
    package var hint: String? {
        switch kind {
        case .invalidRequest: "check the address for typing mistakes"
        case .couldNotResolve, .couldNotConnect: "check the address of the profile, the network and the proxy"
        case .tls: "name the authority's PEM file as `ca_file` of the profile; verification cannot be turned off"
        case .timedOut, .broken: "try again; when it persists, check network and proxy"
        case .badAnswer: "check that the address is that of the service, and not of a proxy or another program"
        case .tooLarge: "ask for less at once: a smaller pageSize, fewer attributes, a shorter time"
        case .sink, .source, .cancelled: nil
        }
    }

    package var description: String { message }
}

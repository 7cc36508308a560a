import CCurl

/// A libcurl easy handle that serves one request after another.
///
/// What never changes is set once; a request sets only what is its own. Belongs to the curl thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// The request it carries now.
    private(set) var exchange: Exchange?
    private let stallSeconds: Int
    /// Whether the environment names the proxy; it must not come between this machine and itself.
    private let proxyIsInherited: Bool
    private var headerList: UnsafeMutablePointer<curl_slist>?
    /// What reads the body that it sends now, if that is read as it leaves.
    private var reader: BodyReader?
    /// The form that it sends now, if it sends one.
    private var form: FormBody?
    /// libcurl writes its own words for a failure here.
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Nil when libcurl has no memory left.
    init?(_ settings: TransferSettings) {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        proxyIsInherited = settings.proxy == nil
        stallSeconds = max(1, settings.stallTimeout / 1000)
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        // Signed addresses are verbatim: `..` and double slashes in them are part of what was signed.
        set(CURLOPT_PATH_AS_IS, 1)
        ccurl_set_text(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile = settings.caFile { ccurl_set_text(pointer, CURLOPT_CAINFO, caFile) }
        if let proxy = settings.proxy { ccurl_set_text(pointer, CURLOPT_PROXY, proxy) }
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_BUFFERSIZE, settings.bufferSize)
        set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout)
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, stallSeconds)
        ccurl_set_text(pointer, CURLOPT_USERAGENT, settings.userAgent)
        ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, words)
        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA] {
            ccurl_set_pointer(pointer, option, me)
        }
        ccurl_set_data_callback(pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            switch EasyHandle.of(context)?.exchange?.take(body: piece) {
            case .taken: return piece.count
            // libcurl keeps the piece and gives it again when the transfer goes on.
            case .held: return Int(CURL_WRITEFUNC_PAUSE)
            // Anything but the length stops the transfer; an empty piece cannot be refused otherwise.
            case .refused, nil: return piece.count &+ 1
            }
        }
        ccurl_set_data_callback(pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return EasyHandle.of(context)?.exchange?.take(headerLine: line) == true ? line.count : line.count &+ 1
        }
        ccurl_set_prereq_callback(pointer) { context, _, _, _, _ in
            EasyHandle.of(context)?.exchange?.willSend() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
        words.deallocate()
    }

    /// The handle behind a pointer that was given to libcurl.
    static func of(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
        context.map { Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes it ready to carry that request.
    ///
    /// False when the request cannot be sent as it is.
    func load(_ exchange: Exchange) -> Bool {
        let request = exchange.request
        guard setHeaders(of: request) else { return false }
        words.pointee = 0
        guard ccurl_set_text(pointer, CURLOPT_URL, request.url) == CURLE_OK else { return false }
        // Left over from the request before; it goes back to GET, so it comes before what chooses the method.
        set(CURLOPT_UPLOAD, 0)
        guard setForm(of: exchange) else { return false }
        if let source = request.source {
            setSource(source, of: exchange)
        } else if form == nil {
            setBody(request.body, method: request.method)
        }
        setMethod(request)
        ccurl_set_text(pointer, CURLOPT_ACCEPT_ENCODING, request.acceptsGzip ? "gzip" : nil)
        set(CURLOPT_TIMEOUT_MS, request.timeout)
        // Waiting for the first connection to tell whether it multiplexes pays only where it can.
        set(CURLOPT_PIPEWAIT, request.url.hasPrefix("https") ? 1 : 0)
        if proxyIsInherited {
            ccurl_set_text(pointer, CURLOPT_PROXY, TransferRequest.isForThisMachine(request.url) ? "" : nil)
        }
        self.exchange = exchange
        exchange.handle = self
        return true
    }

    /// Lets go of the request it carried.
    func unload() {
        exchange = nil
        reader = nil
        guard form != nil else { return }
        // Before the parts go that libcurl points to.
        ccurl_set_pointer(pointer, CURLOPT_MIMEPOST, nil)
        form = nil
    }

    /// What libcurl said of the failure, at least the meaning of its code.
    func detail(_ code: CURLcode) -> String {
        // An address that cannot be parsed may be quoted in libcurl's words, signature and all.
        guard words.pointee != 0, code != CURLE_URL_MALFORMAT, code != CURLE_UNSUPPORTED_PROTOCOL else {
            return curl_easy_strerror(code).map { String(cString: $0) } ?? ""
        }
        return String(cString: words)
    }

    /// Hands over the parts of a form; false when libcurl cannot take them.
    private func setForm(of exchange: Exchange) -> Bool {
        guard let parts = exchange.request.form else { return true }
        form = FormBody(parts, easy: pointer) { [unowned exchange] in exchange.takeSourceFailure($0) }
        guard let form else { return false }
        return ccurl_set_pointer(pointer, CURLOPT_MIMEPOST, UnsafeRawPointer(form.pointer)) == CURLE_OK
    }

    /// Has the body read as it leaves.
    private func setSource(_ source: BodySource, of exchange: Exchange) {
        let reader = BodyReader(length: source.length, read: source.read) { [unowned exchange] in
            exchange.takeSourceFailure($0)
        }
        self.reader = reader
        set(CURLOPT_UPLOAD, 1)
        reader.attach(toEasy: pointer)
    }

    private func setBody(_ body: [UInt8]?, method: String) {
        if body != nil || TransferRequest.alwaysHasBody(method) {
            set(CURLOPT_POST, 1)
            ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body?.count ?? 0))
            // Copied by libcurl, since a Swift array promises no lasting address. A null would mean "read it from a callback".
            if let body, !body.isEmpty {
                _ = body.withUnsafeBytes { ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
            } else {
                ccurl_set_text(pointer, CURLOPT_COPYPOSTFIELDS, "")
            }
        } else if method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        } else {
            set(CURLOPT_HTTPGET, 1)
        }
    }

    /// Names the method where libcurl would not choose it by what is sent.
    private func setMethod(_ request: TransferRequest) {
        let carriesBody =
            request.form != nil || request.source != nil || request.body != nil
            || TransferRequest.alwaysHasBody(request.method)
        let usual = request.source != nil ? "PUT" : carriesBody ? "POST" : "GET"
        let isPlain = request.method == usual || request.method == "HEAD"
        ccurl_set_text(pointer, CURLOPT_CUSTOMREQUEST, isPlain ? nil : request.method)
    }

    private func setHeaders(of request: TransferRequest) -> Bool {
        var list: UnsafeMutablePointer<curl_slist>?
        for field in request.headers {
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            guard !line.utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 0 }),
                let longer = curl_slist_append(list, line)
            else {
                curl_slist_free_all(list)
                return false
            }
            list = longer
        }
        // No waiting for "100 Continue", and no content type that nobody gave.
        for line in ["Expect:", "Content-Type:"] where line == "Expect:" || !request.namesContentType {
            list = curl_slist_append(list, line) ?? list
        }
        ccurl_set_pointer(pointer, CURLOPT_HTTPHEADER, list)
        curl_slist_free_all(headerList)
        headerList = list
        return true
    }

    private func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_long(pointer, option, value) }
}

extension TransferRequest {
    /// Whether the content type is named already: by a header, or by libcurl, which alone knows the boundary of a form.
    fileprivate var namesContentType: Bool {
        form != nil || headers.contains { $0.name.utf8.count == 12 && $0.name.lowercased() == "content-type" }
    }

    /// Whether requests of that method have a body, an empty one where none is given.
    fileprivate static func alwaysHasBody(_ method: String) -> Bool { ["POST", "PUT", "PATCH"].contains(method) }
}

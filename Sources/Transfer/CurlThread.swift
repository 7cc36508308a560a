import CCurl
import Glibc

/// A thread that runs transfers: libcurl's multi interface, its handles and their callbacks.
///
/// Made by a `Lane` and from then on touched by its own thread alone; others reach it by the mailbox.
final class CurlThread: @unchecked Sendable {
    private let settings: TransferSettings
    private let multi: UnsafeMutableRawPointer
    private let mailbox: Mailbox
    private var idle: [EasyHandle] = []
    /// Handles that carry a request, kept alive here while libcurl points to them.
    private var busy: [UnsafeMutableRawPointer: EasyHandle] = [:]
    private var stops = false

    private init(_ settings: TransferSettings, multi: MultiPointer, mailbox: Mailbox) {
        self.settings = settings
        self.multi = multi.pointer
        self.mailbox = mailbox
        ccurl_multi_set_long(self.multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        ccurl_multi_set_long(self.multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHost)
        // libcurl would keep four times as many as there are requests at the moment, and drop the rest.
        ccurl_multi_set_long(self.multi, CURLMOPT_MAXCONNECTS, settings.connectionsPerHost * 8)
    }

    /// Starts the thread.
    ///
    /// Nil when libcurl or the system has no room for it.
    static func start(_ settings: TransferSettings) -> Mailbox? {
        guard globalSetUp, let pointer = curl_multi_init() else { return nil }
        let multi = MultiPointer(pointer: pointer)
        let mailbox = Mailbox(multi)
        let thread = CurlThread(settings, multi: multi, mailbox: mailbox)
        var id = pthread_t()
        let started = pthread_create(
            &id,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<CurlThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            Unmanaged.passRetained(thread).toOpaque()
        )
        guard started == 0 else {
            Unmanaged.passUnretained(thread).release()
            curl_multi_cleanup(pointer)
            return nil
        }
        pthread_detach(id)
        return mailbox
    }

    /// Whether libcurl is ready for use, made so when it is first asked.
    static let globalSetUp = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private func run() {
        while true {
            for letter in mailbox.take() { read(letter) }
            if stops { break }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            collect()
            // With nothing under way only a letter can bring work; libcurl wakes earlier for its own timers.
            curl_multi_poll(multi, nil, 0, busy.isEmpty ? 60_000 : 1_000, nil)
        }
        for letter in mailbox.close() { read(letter) }
        for handle in busy.values { release(handle)?.fail(.cancelled) }
        idle = []
        curl_multi_cleanup(multi)
    }

    private func read(_ letter: Mailbox.Letter) {
        switch letter {
        case .start(let exchange): start(exchange)
        case .cancel(let exchange): cancel(exchange)
        case .resume(let exchange): resume(exchange)
        case .stop: stops = true
        }
    }

    private func start(_ exchange: Exchange) {
        if exchange.isCancelled || stops { return exchange.fail(.cancelled) }
        guard let handle = idle.popLast() ?? EasyHandle(settings) else {
            return exchange.fail(.broken, detail: "no memory for another transfer")
        }
        guard handle.load(exchange), curl_multi_add_handle(multi, handle.pointer) == CURLM_OK else {
            handle.unload()
            idle.append(handle)
            return exchange.fail(.invalidRequest, detail: "its address or a header cannot be sent")
        }
        busy[handle.pointer] = handle
    }

    private func cancel(_ exchange: Exchange) {
        exchange.isCancelled = true
        guard let handle = exchange.handle else { return }
        release(handle)?.fail(.cancelled)
    }

    /// Lets libcurl hand out what it kept; that calls the exchange at once, which may stop the transfer or hold it again.
    private func resume(_ exchange: Exchange) {
        guard let handle = exchange.handle else { return }
        let code = curl_easy_pause(handle.pointer, CURLPAUSE_CONT)
        guard code != CURLE_OK else { return }
        let detail = handle.detail(code)
        release(handle)?.finish(code, detail: detail)
    }

    /// Ends every transfer that libcurl reports as over.
    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let handle = busy[easy]
            else { continue }
            let code = message.pointee.data.result
            let detail = code == CURLE_OK ? "" : handle.detail(code)
            release(handle)?.finish(code, detail: detail)
        }
    }

    /// Takes a handle out of libcurl's hands and back to the idle ones; gives what it carried.
    private func release(_ handle: EasyHandle) -> Exchange? {
        curl_multi_remove_handle(multi, handle.pointer)
        busy[handle.pointer] = nil
        let exchange = handle.exchange
        handle.unload()
        idle.append(handle)
        return exchange
    }
}

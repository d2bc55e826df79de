using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Mfa.Journeys.Tests.Telemetry.Wire;

namespace Mfa.Journeys.Tests.Telemetry;

/// <summary>Where services send their telemetry: OTLP over HTTP with protobuf bodies, kept as they came.</summary>
public sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<SpanSeen> _spans = new();
    private readonly Task _receiving;

    public OtlpReceiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        }

        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _receiving = ReceiveAsync();
    }

    public string Address { get; }

    /// <summary>Every body of every signal, as bytes: to be searched.</summary>
    public IReadOnlyCollection<byte[]> Bodies => _bodies;

    public IReadOnlyCollection<SpanSeen> Spans => _spans;

    /// <summary>The host's options with which these services send their telemetry here, quickly; of traces those that a relying party asks for.</summary>
    public IEnumerable<string> OptionsFor(params string[] services) => services.SelectMany(service => new[]
    {
        $"{service}:OTEL_EXPORTER_OTLP_ENDPOINT={Address}", $"{service}:OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", $"{service}:OTEL_BSP_SCHEDULE_DELAY=200",
        $"{service}:OTEL_BLRP_SCHEDULE_DELAY=200", $"{service}:OTEL_METRIC_EXPORT_INTERVAL=1000",
        $"{service}:OTEL_TRACES_SAMPLER=parentbased_always_off",
    }).SelectMany(setting => new[] { "--set", setting });

    public void Dispose()
    {
        _listener.Close();
        _receiving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ReceiveAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or InvalidOperationException && !_listener.IsListening)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var copy = new MemoryStream();
        await (context.Request.Headers["Content-Encoding"] == "gzip"
            ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress) : context.Request.InputStream).CopyToAsync(copy);
        _bodies.Enqueue(copy.ToArray());
        if (context.Request.Url!.AbsolutePath == "/v1/traces")
            foreach (var span in SpanSeen.Read(TraceExport.Parser.ParseFrom(copy.ToArray())))
                _spans.Enqueue(span);
        context.Response.StatusCode = (int)HttpStatusCode.OK;
        context.Response.Close();
    }
}

/// <param name="Service">The <c>service.name</c> of the process that made it.</param>
public sealed record SpanSeen(string Trace, string Id, string? Parent, string Service, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    internal static IEnumerable<SpanSeen> Read(TraceExport export) =>
        from resource in export.ResourceSpans
        let service = TextsOf(resource.Resource.Attributes).GetValueOrDefault("service.name", "?")
        from span in resource.ScopeSpans.SelectMany(scope => scope.Spans)
        select new SpanSeen(
            Convert.ToHexStringLower(span.TraceId.Span), Convert.ToHexStringLower(span.SpanId.Span),
            span.ParentSpanId.IsEmpty ? null : Convert.ToHexStringLower(span.ParentSpanId.Span), service, span.Name, TextsOf(span.Attributes));

    private static Dictionary<string, string> TextsOf(IEnumerable<KeyValue> attributes)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
            texts[attribute.Key] = attribute.Value.ValueCase == Value.ValueOneofCase.Text ? attribute.Value.Text : attribute.Value.ToString();
        return texts;
    }
}

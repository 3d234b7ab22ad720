using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Prometheus;

namespace Mdlc.Engine.Telemetry;

/// <summary>What Temporal counts of the calls it serves, under its names.</summary>
/// <param name="isNamespace">Tells namespaces that exist: a label is never what a client made up.</param>
internal sealed class CallMetrics(IMetricFactory factory, Func<string, bool> isNamespace)
{
    private const string Unknown = "_unknown_";
    private static readonly string[] Labels = ["operation", "namespace", "service_name"];

    private readonly Counter _requests = factory.CreateCounter("service_requests", "Calls received.", Labels);

    private readonly Counter _errors =
        factory.CreateCounter("service_error_with_type", "Calls that ended with an error, by its gRPC code.", ["operation", "namespace", "service_name", "error_type"]);

    private readonly Gauge _pending = factory.CreateGauge("service_pending_requests", "Calls that are being served.", Labels);

    private readonly Histogram _latency =
        factory.CreateHistogram("service_latency", "Seconds from a call's receipt to its answer.", Labels, new HistogramConfiguration { Buckets = Buckets.Seconds });

    private readonly ConcurrentDictionary<(string Operation, string Namespace), Series> _series = new();

    /// <summary>Counts a call; its time ends with the disposal of what is returned.</summary>
    public Measurement Begin(string operation, string ns)
    {
        var series = _series.GetOrAdd((operation, isNamespace(ns) ? ns : Unknown), static (key, metrics) => metrics.Open(key.Operation, key.Namespace), this);
        series.Requests.Inc();
        series.Pending.Inc();
        return new Measurement(this, series, Stopwatch.GetTimestamp());
    }

    private Series Open(string operation, string ns)
    {
        string[] labels = [operation, ns, "frontend"];
        return new Series(labels, _requests.WithLabels(labels), _pending.WithLabels(labels), _latency.WithLabels(labels));
    }

    internal readonly record struct Measurement(CallMetrics Metrics, Series Series, long Started) : IDisposable
    {
        public void Fail(StatusCode code) => Metrics._errors.WithLabels([.. Series.Labels, $"serviceerror_{code}"]).Inc();

        public void Dispose()
        {
            Series.Pending.Dec();
            Series.Latency.Observe(Stopwatch.GetElapsedTime(Started).TotalSeconds);
        }
    }

    internal sealed record Series(string[] Labels, Counter.Child Requests, Gauge.Child Pending, Histogram.Child Latency);
}

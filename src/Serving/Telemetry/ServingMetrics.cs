using Mdlc.Serving.Models;
using Prometheus;

namespace Mdlc.Serving.Telemetry;

/// <summary>What Prometheus sees. Labels are only names that the catalog knows, never what a client sent.</summary>
internal sealed class ServingMetrics
{
    private static readonly string[] ModelLabels = ["project", "model", "version"];

    private readonly Counter _requests;
    private readonly Histogram _duration;
    private readonly Histogram _batch;
    private readonly Histogram _preprocess;
    private readonly Histogram _predict;
    private readonly Histogram _postprocess;
    private readonly Gauge _info;
    private readonly Counter _logged;
    private readonly Counter _logFailures;
    private readonly Counter _setAside;
    private readonly Counter _lost;
    private readonly Gauge _unlogged;
    private Func<long> _pending = static () => 0;

    public ServingMetrics()
    {
        var make = Metrics.WithCustomRegistry(Registry);
        var seconds = new HistogramConfiguration { LabelNames = ModelLabels, Buckets = Histogram.ExponentialBuckets(0.0005, 2, 14) };
        var steps = new HistogramConfiguration { LabelNames = ["model_name"], Buckets = Histogram.ExponentialBuckets(0.00005, 2, 16) };
        _requests = make.CreateCounter("mdlc_inference_requests_total", "Inference requests by answer.", [.. ModelLabels, "code"]);
        _duration = make.CreateHistogram("mdlc_inference_duration_seconds", "From the request's arrival to its answer.", seconds);
        _batch = make.CreateHistogram(
            "mdlc_inference_batch_size",
            "Rows in a request.",
            new HistogramConfiguration { LabelNames = ModelLabels, Buckets = Histogram.ExponentialBuckets(1, 4, 10) });
        _preprocess = make.CreateHistogram("request_preprocess_seconds", "Reading and checking a request.", steps);
        _predict = make.CreateHistogram("request_predict_seconds", "Scoring a request's rows.", steps);
        _postprocess = make.CreateHistogram("request_postprocess_seconds", "Logging and writing an answer.", steps);
        _info = make.CreateGauge("mdlc_model_info", "1 for each version that answers.", [.. ModelLabels, "digest"]);
        _logged = make.CreateCounter("mdlc_prediction_log_rows_total", "Rows written to the prediction log.");
        _logFailures = make.CreateCounter("mdlc_prediction_log_failures_total", "Attempts to write the prediction log that failed.");
        _setAside = make.CreateCounter("mdlc_prediction_log_set_aside_rows_total", "Answered rows that the log does not take, kept in a file beside it.");
        _lost = make.CreateCounter("mdlc_prediction_log_lost_rows_total", "Answered rows that are in no file.");
        _unlogged = make.CreateGauge("mdlc_prediction_log_pending_rows", "Answered rows that are not on disk yet.");
        Registry.AddBeforeCollectCallback(() => _unlogged.Set(_pending()));
    }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    public void Load(LoadedModel model)
    {
        Unload(model.Project, model.Model);
        _info.WithLabels(model.Project, model.Model, model.Version, model.Package.ModelDigest).Set(1);
    }

    public void Unload(string project, string model)
    {
        foreach (var labels in _info.GetAllLabelValues().Where(labels => labels[0] == project && labels[1] == model).ToArray())
        {
            _info.RemoveLabelled(labels);
        }
    }

    /// <param name="model">Null: the request named no model that is served.</param>
    public void Answered(LoadedModel? model, int code, TimeSpan took)
    {
        var text = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _requests.WithLabels(model?.Project ?? "", model?.Model ?? "", model?.Version ?? "", text).Inc();
        if (model is not null)
        {
            _duration.WithLabels(model.Project, model.Model, model.Version).Observe(took.TotalSeconds);
        }
    }

    public void Scored(LoadedModel model, int rows, TimeSpan preprocess, TimeSpan predict, TimeSpan postprocess)
    {
        _batch.WithLabels(model.Project, model.Model, model.Version).Observe(rows);
        var name = ModelTable.QualifiedName(model);
        _preprocess.WithLabels(name).Observe(preprocess.TotalSeconds);
        _predict.WithLabels(name).Observe(predict.TotalSeconds);
        _postprocess.WithLabels(name).Observe(postprocess.TotalSeconds);
    }

    public void Logged(int rows) => _logged.Inc(rows);

    public void LogFailed() => _logFailures.Inc();

    public void SetAside(int rows) => _setAside.Inc(rows);

    public void Lost(long rows) => _lost.Inc(rows);

    /// <summary>From then on each reading of the metrics asks how many rows wait to be logged.</summary>
    public void WatchPending(Func<long> rows) => _pending = rows;
}

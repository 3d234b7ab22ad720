using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class SpecErrorTests
{
    [Fact]
    public void Parse_ManyProblems_ReportsAllWithLineColumnAndKey()
    {
        var errors = Errors("""
            apiVersion: mdlc/v2
            model: Adult Income
            task: binry
            lable: income
            source: {csv: a.csv, delimiter: "ab"}
            split:
              test: 1.5
              tset: 0.2
            train: {threads: 0, seed: x}
            expectations:
              - {column: age}
            """);

        Assert.Equal(
            [
                (1, 1, "label"), (1, 13, "apiVersion"), (2, 8, "model"), (3, 7, "task"), (4, 1, "lable"), (5, 33, "source.delimiter"),
                (7, 9, "split.test"), (8, 3, "split.tset"), (9, 18, "train.threads"), (9, 27, "train.seed"), (11, 5, "expectations[0]"),
            ],
            errors.Select(e => (e.Line, e.Column, e.Path)));
        Assert.Contains("did you mean binary?", Message(errors, "task"), StringComparison.Ordinal);
        Assert.Equal("unknown key \"lable\"; did you mean \"label\"?", Message(errors, "lable"));
        Assert.Equal("found 1.5, expected a share between 0 and 1", Message(errors, "split.test"));
        Assert.Equal("unknown key \"tset\"; did you mean \"test\"?", Message(errors, "split.tset"));
        Assert.Equal("found 0, expected a whole number from 1 to 256", Message(errors, "train.threads"));
    }

    [Fact]
    public void Message_NamesFileLineColumnKey()
    {
        var exception = Assert.Throws<SpecException>(() => SpecLoader.Parse(SpecExamples.With("tune:\n  trials: many"), "model.yaml"));

        Assert.Equal("model.yaml:7:11: tune.trials: found many, expected a whole number from 0 to 1000", exception.Message);
    }

    [Theory]
    [InlineData("metric: auc", "metric", "unknown key \"metric\" here; did you mean evaluate.metric?")]
    [InlineData("targets: local", "targets", "unknown key \"targets\"; known here: apiVersion, task")]
    [InlineData("time: x\nTime: y", "Time", "did you mean \"time\"?")]
    [InlineData("<<: {time: x}", "<<", "unknown key")]
    [InlineData("label: other", "label", "duplicate key \"label\", first on line 4")]
    [InlineData("tune: {trials: 1, trials: 2}", "tune.trials", "duplicate key")]
    [InlineData("tune: {budget: 5 minutes}", "tune.budget", "found 5 minutes, expected a time such as 90s, 5m or 1h30m")]
    [InlineData("tune: {budget: {time: 300}}", "tune.budget.time", "found 300, expected a time such as")]
    [InlineData("tune: {budget: {trial: 5}}", "tune.budget.trial", "did you mean \"trials\"?")]
    [InlineData("tune: {trials: 5, budget: 5m}", "tune.budget", "trials stands beside it")]
    [InlineData("train: {trainer: fasttree}\ntune: {budget: {iterations: 5}}", "tune.budget.iterations", "only lightgbm with checkpoints")]
    [InlineData("train: {trainer: fasttree}\ntune: {trials: 5, pruner: asha}", "tune.pruner", "expected none")]
    [InlineData("tune: {trials: 5, tuner: bayes}", "tune.tuner", "expected one of tpe, random, sobol, grid, gpEi, cmaEs, cfo, blendSearch")]
    [InlineData("tune: {trials: 5, metric: rmse}", "tune.metric", "expected one of")]
    [InlineData("tune: {trials: 5, warmStart: 1}", "tune.warmStart", "true or false")]
    [InlineData("project: ../x", "project", "lower-case letters, digits")]
    [InlineData("project: \"a\\n\"", "project", "lower-case letters, digits")]
    [InlineData("project: a/b", "project", "lower-case letters, digits")]
    [InlineData("project:\n  - a", "project", "found a list, expected the name of a project")]
    [InlineData("ignore: id", "ignore", "found id, expected a list of columns")]
    [InlineData("ignore: [id, null]", "ignore[1]", "put it in quotes if it is text")]
    [InlineData("ignore: [id, id]", "ignore[1]", "twice")]
    [InlineData("ignore: [income]", "ignore", "the label \"income\" is ignored")]
    [InlineData("transform: {columns: {income: drop}}", "transform", "the label")]
    [InlineData("transform: {columns: {zip: categorical}}", "transform.columns.zip", "numeric, category, hash, boolean, date, text, drop")]
    [InlineData("train: {checkpointEvery: 0}\ntransform: {columns: {zip: native}}", "transform.columns.zip", "does not split categories by sets here")]
    [InlineData("train: {trainer: sdca}\ntransform: {highCardinality: native}", "transform.highCardinality", "expected category, target, ordinal or hash")]
    [InlineData("train: {trainer: sdca}\ntransform: {missing: native}", "transform.missing", "sdca has no answer to missing values")]
    [InlineData("transform: {columns: {zip: hash}, orders: {zip: [a, b]}}", "transform.orders.zip", "\"zip\" has an order, and is hash")]
    [InlineData("transform: {orders: {income: [a, b]}}", "transform", "remove it from orders")]
    [InlineData("transform: {differences: [[a, income]]}", "transform", "remove it from differences")]
    [InlineData("transform: {differences: [[a, b], [a, b]]}", "transform.differences[1]", "stands in the list twice")]
    [InlineData("transform: [zip]", "transform", "found a list, expected a mapping of keys")]
    [InlineData("time: income", "time", "is the label")]
    [InlineData("split: {by: time}", "split", "needs the key \"time\"")]
    [InlineData("split: {by: file}", "split", "missing key \"file\"")]
    [InlineData("split: {by: file, test: 0.2, file: {csv: t.csv}}", "split.test", "no share")]
    [InlineData("split: {file: {csv: t.csv}}", "split.file", "needs by: file")]
    [InlineData("split: {test: 0}", "split.test", "a share between 0 and 1")]
    [InlineData("split: {test: \"0.2\"}", "split.test", "write it without quotes")]
    [InlineData("split:\n  test: 0,2", "split.test", "write a decimal point")]
    [InlineData("split: {test: .nan}", "split.test", "found .nan")]
    [InlineData("split: {seed: 1.5}", "split.seed", "a whole number from 0 to 2147483647")]
    [InlineData("split: {seed: 99999999999}", "split.seed", "a whole number")]
    [InlineData("train: {trainer: xgboost}", "train.trainer", "found xgboost, expected one of lightgbm")]
    [InlineData("train: {params: {numberOfLeaves: many}}", "train.params.numberOfLeaves", "a whole number from 2 to 131072 (default 31)")]
    [InlineData("train: {params: {numberOfLeaves: 31.5}}", "train.params.numberOfLeaves", "a whole number")]
    [InlineData("train: {params: {numberOfLeafs: 31}}", "train.params.numberOfLeafs", "did you mean \"numberOfLeaves\"?")]
    [InlineData("train: {trainer: sdca, threads: 2}", "train.threads", "sdca learns on one thread")]
    [InlineData("evaluate: {metric: rmse}", "evaluate.metric", "one of auc, accuracy, f1, precision, recall, logloss")]
    [InlineData("gate: {limits: {rmse: {max: 1}}}", "gate.limits.rmse", "found the metric rmse")]
    [InlineData("gate: {limits: {auc: {min: 85}}}", "gate.limits.auc.min", "a number from 0 to 1")]
    [InlineData("gate: {limits: {auc: {}}}", "gate.limits.auc", "bounds nothing")]
    [InlineData("gate: {limits: {auc: {min: 0.9, max: 0.8}}}", "gate.limits.auc.max", "max is below min")]
    [InlineData("gate: {limits: {auc: 0.85}}", "gate.limits.auc", "found 0.85, expected bounds such as {min: 0.85}")]
    [InlineData("gate: {champion: {kind: better}}", "gate.champion.kind", "nonInferior, superior")]
    [InlineData("gate: {champion: {margin: -1}}", "gate.champion.margin", "not negative")]
    [InlineData("gate: {champion: {margin: 101%}}", "gate.champion.margin", "0% to 100%")]
    [InlineData("gate: {champion: {kind: superior, margin: 2}}", "gate.champion.margin", "superior takes no margin")]
    [InlineData("gate: {champion: {kind: superior, margin: {standardErrors: 3, atMost: 1%}}}", "gate.champion.margin", "superior takes no margin")]
    [InlineData("gate: {champion: {margin: {standardErrors: 3}}}", "gate.champion.margin.atMost", "missing key \"atMost\": the most")]
    [InlineData("gate: {champion: {margin: {atMost: 1%}}}", "gate.champion.margin.standardErrors", "missing key \"standardErrors\"")]
    [InlineData("gate: {champion: {margin: {standardErrors: 0, atMost: 1%}}}", "gate.champion.margin.standardErrors", "above 0")]
    [InlineData("gate: {champion: {margin: {standardErrors: 3, atMost: -1}}}", "gate.champion.margin.atMost", "not negative")]
    [InlineData("gate: {champion: {margin: {standardErrors: 3, upTo: 1%, atMost: 1%}}}", "gate.champion.margin.upTo", "atMost")]
    [InlineData("gate: some", "gate", "found some, expected rules")]
    [InlineData("deploy: {target: kubernetes}", "deploy.target", "local, none")]
    [InlineData("expectations: {column: age}", "expectations", "found a mapping of keys, expected a list of rules")]
    [InlineData("expectations: [{min: 1}]", "expectations[0]", "a rule is about one of column, rows and quarantine")]
    [InlineData("expectations: [{column: age, rows: {min: 1}}]", "expectations[0]", "a rule is about one of")]
    [InlineData("expectations: [{rows: {min: 1}, max: 3}]", "expectations[0].max", "a check of a column beside rows")]
    [InlineData("expectations: [{column: age, min: 2, max: 1}]", "expectations[0].max", "max is below min")]
    [InlineData("expectations: [{column: age, oneOf: []}]", "expectations[0].oneOf", "no value is allowed")]
    [InlineData("expectations: [{column: age, matches: \"(\"}]", "expectations[0].matches", "not a regular expression")]
    [InlineData("expectations: [{column: age, matches: \"(a)\\\\1\"}]", "expectations[0].matches", "not a regular expression")]
    [InlineData("expectations: [{column: age, notNull: yes}]", "expectations[0].notNull", "found yes, expected true or false")]
    [InlineData("expectations: [{column: age, min: 1, severity: fatal}]", "expectations[0].severity", "error, warn")]
    [InlineData("expectations: [{quarantine: {maxShare: 5}}]", "expectations[0].quarantine.maxShare", "a share from 0 to 1")]
    [InlineData("expectations: [{quarantine: {}}]", "expectations[0].quarantine.maxShare", "missing key")]
    [InlineData("expectations: [{quarantine: {maxShare: 0.1}}, {quarantine: {maxShare: 0.2}}]", "expectations[1]", "stated twice")]
    public void Parse_OneProblem_IsReportedAtItsKey(string lines, string path, string message)
    {
        var error = Assert.Single(Errors(SpecExamples.With(lines)));

        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(error.Line > 0 && error.Column > 0);
    }

    [Theory]
    [InlineData("{}", "source", "missing key: name the file with csv, parquet or json")]
    [InlineData("data.csv", "source", "found data.csv, expected a mapping such as {csv: data.csv}")]
    [InlineData("null", "source", "found nothing, expected a mapping")]
    [InlineData("{csv: a.csv, json: b.json}", "source.json", "keep one of them")]
    [InlineData("{parquet: a.parquet, delimiter: ;}", "source.delimiter", "only a csv file has this option")]
    [InlineData("{csv: \"https://example.org/a.csv\"}", "source.csv", "the path of a local file")]
    [InlineData("{csv: a.csv, encoding: utf-9}", "source.encoding", "a known encoding")]
    [InlineData("{csv: a.csv, delimiter: \"'\", quote: \"'\"}", "source", "the same character")]
    [InlineData("{csv: a.csv, rules: 3}", "source.rules", "found 3, expected a whole number from 1 to 2")]
    [InlineData("{csv: a.csv, rules: 1, decimal: \",\"}", "source.decimal", "remove rules: 1")]
    [InlineData("{csv: a.csv, rules: 1, formats: {day: dd.MM.yyyy}}", "source.formats", "remove rules: 1")]
    [InlineData("{csv: a.csv, rules: 1, skipLines: 1}", "source.skipLines", "remove rules: 1")]
    [InlineData("{csv: a.csv, rules: 1, nullValues: {a: [NA]}}", "source.nullValues", "remove rules: 1")]
    [InlineData("{json: a.json, rules: 1, nullValues: [NA]}", "source.nullValues", "only a csv file has this option")]
    [InlineData("{json: a.json, skipLines: 1}", "source.skipLines", "only a csv file has this option")]
    [InlineData("{parquet: a.parquet, encoding: latin-1}", "source.encoding", "only a csv file has this option")]
    [InlineData("{csv: a.csv, decimal: \"'\"}", "source.decimal", "one of ., ,")]
    [InlineData("{csv: a.csv, skipLines: -1}", "source.skipLines", "a whole number from 0")]
    [InlineData("{csv: a.csv, formats: dd.MM.yyyy}", "source.formats", "a notation for each column")]
    [InlineData("{csv: a.csv, formats: {day: tomorrow}}", "source.formats.day", "found tomorrow, expected a notation of times that tells year, month and day")]
    [InlineData("{csv: a.csv, formats: {day: MM/yyyy}}", "source.formats.day", "tells year, month and day")]
    [InlineData("{csv: a.csv, formats: {day: hh:mm}}", "source.formats.day", "tells year, month and day")]
    [InlineData("{csv: a.csv, formats: {rent: \"#,#,#\"}}", "source.formats.rent", "expected a notation of numbers")]
    [InlineData("{csv: a.csv, formats: {rent: \"0.00\"}}", "source.formats.rent", "holds # for the digits")]
    [InlineData("{csv: a.csv, types: {day: text}, formats: {day: dd.MM.yyyy}}", "source.formats.day", "a notation of times, but types says that \"day\" is text")]
    [InlineData("{csv: a.csv, types: {rent: timestamp}, formats: {rent: \"#,#\"}}", "source.formats.rent", "expected integer or number there")]
    [InlineData("{csv: a.csv, types: {n: integer}, formats: {n: yyyyMMdd}}", "source.formats.n", "expected timestamp there")]
    [InlineData("{csv: a.csv, nullValues: NA}", "source.nullValues", "or lists by column")]
    [InlineData("{csv: a.csv, nullValues: [NA, NA]}", "source.nullValues[1]", "twice")]
    [InlineData("{csv: a.csv, nullValues: {a: NA}}", "source.nullValues.a", "a list of texts")]
    [InlineData("{csv: a.csv, nullValues: [{a: [x]}, {a: [y]}]}", "source.nullValues[1].a", "has a list already")]
    [InlineData("{csv: a.csv, names: [income, \"a\\0b\"]}", "source.names[1]", "U+0000 (NUL)")]
    [InlineData("{csv: \"a\\u0007.csv\"}", "source.csv", "U+0007")]
    [InlineData("{csv: a.csv, types: {\"a\\x01\": text}}", "source.types", "U+0001")]
    [InlineData("{csv: a.csv, delimiter: \"\\0\"}", "source.delimiter", "U+0000 (NUL)")]
    [InlineData("{csv: a.csv, names: [a, b]}", "label", "is not among source.names")]
    [InlineData("{csv: a.csv, types: {a: float}}", "source.types.a", "integer, number, boolean, timestamp, text")]
    public void Parse_WrongSource_IsReportedAtItsKey(string source, string path, string message)
    {
        var error = Assert.Single(Errors(SpecExamples.Where("{csv: data/adult.csv}", source)));

        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainer_OfAnotherTask_NamesThoseOfThisOne()
    {
        var error = Assert.Single(Errors(SpecExamples.Where("task: binary", "task: regression\ntrain: {trainer: averagedperceptron}")));

        Assert.Equal(
            "found averagedperceptron, expected a trainer for a regression task: lightgbm, fasttree, fastforest, sdca", error.Message);
    }

    [Fact]
    public void Positive_OfRegression_IsRefused() =>
        Assert.Equal("positive", Assert.Single(Errors(SpecExamples.Where("task: binary", "task: regression\npositive: yes"))).Path);

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# only a comment\n", "the file is empty")]
    [InlineData("age,income\n39,<=50K\n", "expected a mapping of keys")]
    [InlineData("model: a: b", "put text in quotes")]
    [InlineData("split:\n\tby: hash", "not tabs")]
    [InlineData("split: [", "not YAML")]
    [InlineData("positive: @x", "not YAML")]
    [InlineData("a: &x 1\nb: *x", "anchors and aliases")]
    [InlineData("a: !!python/object x", "tags")]
    [InlineData("[a, b]: c", "as a key")]
    public void Parse_WhatIsNoSpec_SaysWhatToDo(string yaml, string message) =>
        Assert.Contains(message, Errors(yaml)[0].Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_SecondDocument_IsRefused() =>
        Assert.Contains("second YAML document", Assert.Single(Errors(SpecExamples.With("---\nmodel: b"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_DepthOfAHostileFile_IsBounded() =>
        Assert.Contains("levels deep", Assert.Single(Errors("a: " + new string('[', 500_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_MissingFile_SaysHowToBegin()
    {
        var exception = Assert.Throws<SpecException>(() => SpecLoader.Load("no-such-folder/model.yaml"));

        Assert.StartsWith("no-such-folder/model.yaml: there is no such file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Folder_IsRefused() =>
        Assert.Contains("this is a folder", Assert.Throws<SpecException>(() => SpecLoader.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0x6d, 0xff, 0xfe }, "not UTF-8")]
    [InlineData(null, "expected a spec of at most")]
    public void Load_WhatIsNoText_IsRefused(byte[]? bytes, string message)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, bytes ?? new byte[SpecLoader.MaxBytes + 1]);
            Assert.Contains(message, Assert.Throws<SpecException>(() => SpecLoader.Load(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('\u0007')]
    [InlineData('\u007f')]
    public void Parse_ControlCharacterAsItIs_IsReportedAtItsPlace(char control)
    {
        var error = Assert.Single(Errors(SpecExamples.With($"project: a{control}b\ntune: {{trials: 5}}")));

        Assert.Equal((6, 11), (error.Line, error.Column));
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"U+{(int)control:X4}"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitFile_UnderOtherRulesThanTheSource_IsRefused()
    {
        var error = Assert.Single(Errors(SpecExamples.With("split: {by: file, file: {csv: t.csv, rules: 1}}")));

        Assert.Equal("split.file.rules", error.Path);
        Assert.Contains("read alike", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SpecError> Errors(string yaml) =>
        Assert.Throws<SpecException>(() => SpecLoader.Parse(yaml, SpecExamples.File)).Errors;

    private static string Message(IReadOnlyList<SpecError> errors, string path) => Assert.Single(errors, e => e.Path == path).Message;
}

using System.Text.Json.Nodes;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

/// <summary>The published schema and the reader are two texts about one format: these tests hold them together.</summary>
public sealed class SpecSchemaTests
{
    public static TheoryData<string> KeysWithDefault => [.. SpecSchema.Keys().Where(k => k.Value.ContainsKey("default")).Select(k => k.Key)];

    [Fact]
    public void Keys_OfSchemaAndReader_AreTheSame()
    {
        var problems = new SpecProblems();
        SpecLoader.Read(SpecExamples.Documented, SpecExamples.File, problems);

        Assert.Empty(problems.InOrder());
        Assert.Equal(SpecSchema.Keys().Keys, problems.KnownPatterns.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_EachHasADescription_AndADefaultUnlessRequired()
    {
        foreach (var (key, schema) in SpecSchema.Keys())
        {
            Assert.True(schema.ContainsKey("description"), $"{key} has no description");
            var isSubject = key is "source.csv" or "source.parquet" or "source.json" or "split.file.csv" or "split.file.parquet"
                or "split.file.json" or "expectations[].column" or "expectations[].rows" or "expectations[].quarantine";
            Assert.True(isSubject || schema.ContainsKey("default") != SpecSchema.IsRequired(key), $"{key}: a default, or required");
        }
    }

    [Theory]
    [MemberData(nameof(KeysWithDefault))]
    public void Default_Stated_ResolvesToTheSameSpecAsAbsent(string key)
    {
        var spec = BaseFor(key);
        var absent = Resolve(spec);
        Set(spec, key, SpecSchema.Keys()[key]["default"]);

        Assert.True(SpecSchema.Accepts(spec.ToJsonString()), $"the schema refuses its own default of {key}");
        Assert.Equal(absent, Resolve(spec));
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("regression")]
    public void Choices_OfATask_AreTheSameInSchemaAndReader(string task)
    {
        foreach (var metric in Enum.GetValues<ModelTask>().SelectMany(MetricTable.ChoicesOf).Distinct())
        {
            AssertAgree(task, $"evaluate: {{metric: {metric}}}");
            AssertAgree(task, $"gate: {{limits: {{{metric}: {{min: 2}}}}}}");
        }

        foreach (var trainer in new[] { "lightgbm", "fasttree", "fastforest", "sdca", "lbfgs", "averagedperceptron" })
        {
            AssertAgree(task, $"train: {{trainer: {trainer}}}");
            AssertAgree(task, $"train: {{trainer: {trainer}, threads: 2}}");
        }

        AssertAgree(task, "positive: yes");
        AssertAgree(task, "evaluate: {threshold: 0.3}");
        AssertAgree(task, "evaluate: {threshold: {f1: max}}");
    }

    [Fact]
    public void Examples_AreValid()
    {
        Assert.True(SpecSchema.Accepts(SpecExamples.Minimal));
        Assert.True(SpecSchema.Accepts(SpecExamples.Documented));
    }

    [Theory]
    [InlineData("lable: x")]
    [InlineData("project: A")]
    [InlineData("ignore: id")]
    [InlineData("ignore: [id, id]")]
    [InlineData("transform: {columns: {zip: categorical}}")]
    [InlineData("transform: {rules: 3}")]
    [InlineData("transform: {lowCardinality: hash}")]
    [InlineData("transform: {highCardinality: category}")]
    [InlineData("transform: {dates: second}")]
    [InlineData("transform: {missing: drop}")]
    [InlineData("transform: {smoothing: -1}")]
    [InlineData("transform: {orders: {size: [S]}}")]
    [InlineData("transform: {orders: {size: [S, S]}}")]
    [InlineData("transform: {differences: [a, b]}")]
    [InlineData("transform: {differences: [[a]]}")]
    [InlineData("transform: {differences: [[a, a]]}")]
    [InlineData("split: {by: time}")]
    [InlineData("split: {by: file}")]
    [InlineData("split: {file: {csv: t.csv}}")]
    [InlineData("split: {by: file, test: 0.2, file: {csv: t.csv}}")]
    [InlineData("split: {by: file, file: {csv: t.csv, arrivals: t}}")]
    [InlineData("split: {test: 1}")]
    [InlineData("split: {test: \"0.2\"}")]
    [InlineData("split: {seed: -1}")]
    [InlineData("train: {threads: 0}")]
    [InlineData("train: {memoryLimitMb: 0}")]
    [InlineData("train: {params: {a: b}}")]
    [InlineData("tune: {trials: 1001}")]
    [InlineData("tune: {space: [learningRate]}")]
    [InlineData("tune: {space: {}}")]
    [InlineData("tune: {space: {parameters: []}}")]
    [InlineData("tune: {space: {parameters: {learningRate: {min: 0.1}}}}")]
    [InlineData("tune: {space: {parameters: [{name: learningRate, parameterType: float, feasibleSpace: {min: 0.1, max: 1}}]}}")]
    [InlineData("tune: {space: {parameters: [{name: learningRate, parameterType: double}]}}")]
    [InlineData("tune: {space: {parameters: [{name: learningRate, parameterType: double, feasibleSpace: {min: low, max: 1}}]}}")]
    [InlineData("tune: {space: {parameters: [{name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 1, distribution: log}}]}}")]
    [InlineData("tune: {space: {parameters: [{name: l1Regularization, parameterType: discrete, feasibleSpace: {list: []}}]}}")]
    [InlineData("tune: {space: {parameters: [{name: extraTrees, parameterType: int, feasibleSpace: {min: 0, max: 1}, condition: {param: numberOfLeaves}}]}}")]
    [InlineData("tune: {space: {parameters: [{name: extraTrees, parameterType: int, feasibleSpace: {min: 0, max: 1, values: [1]}}]}}")]
    [InlineData("gate: {limits: {auc: {min: 85}}}")]
    [InlineData("gate: {limits: {auc: {}}}")]
    [InlineData("gate: {champion: {margin: 101%}}")]
    [InlineData("gate: {champion: {margin: -1}}")]
    [InlineData("gate: {champion: {kind: superior, margin: 2}}")]
    [InlineData("gate: {champion: {margin: {standardErrors: 3}}}")]
    [InlineData("gate: {champion: {margin: {atMost: 1%}}}")]
    [InlineData("gate: {champion: {margin: {standardErrors: 0, atMost: 1%}}}")]
    [InlineData("gate: {champion: {margin: {standardErrors: 3, atMost: -1}}}")]
    [InlineData("gate: {champion: {margin: {standardErrors: 3, atMost: {standardErrors: 3, atMost: 1}}}}")]
    [InlineData("gate: {champion: {kind: better}}")]
    [InlineData("evaluate: {threshold: 0}")]
    [InlineData("evaluate: {threshold: 1}")]
    [InlineData("evaluate: {threshold: max}")]
    [InlineData("evaluate: {threshold: {}}")]
    [InlineData("evaluate: {threshold: {f1: min}}")]
    [InlineData("evaluate: {threshold: {recall: 0.9}}")]
    [InlineData("evaluate: {threshold: {f1: max, cost: {fp: 1, fn: 5}}}")]
    [InlineData("evaluate: {threshold: {cost: {fp: 1}}}")]
    [InlineData("evaluate: {threshold: {cost: {fp: -1, fn: 5}}}")]
    [InlineData("evaluate: {threshold: {cost: 5}}")]
    [InlineData("deploy: {target: cloud}")]
    [InlineData("about: risk team")]
    [InlineData("about: {owners: [a]}")]
    [InlineData("about: {owner: [a]}")]
    [InlineData("about: {tags: churn}")]
    [InlineData("about: {tags: [a, a]}")]
    [InlineData("about: {limits: {a: b}}")]
    [InlineData("about: {limits: \"\"}")]
    [InlineData("split: {by: file, file: {csv: t.csv, rules: 3}}")]
    [InlineData("split: {by: file, file: {csv: t.csv, decimal: x}}")]
    [InlineData("split: {by: file, file: {csv: t.csv, skipLines: -1}}")]
    [InlineData("split: {by: file, file: {csv: t.csv, nullValues: NA}}")]
    [InlineData("split: {by: file, file: {csv: t.csv, nullValues: {a: NA}}}")]
    [InlineData("expectations: [{column: a}]")]
    [InlineData("expectations: [{min: 1}]")]
    [InlineData("expectations: [{column: a, rows: {min: 1}, min: 2}]")]
    [InlineData("expectations: [{rows: {min: 1}, max: 3}]")]
    [InlineData("expectations: [{rows: {}}]")]
    [InlineData("expectations: [{column: a, oneOf: []}]")]
    [InlineData("expectations: [{column: a, notNull: yes}]")]
    [InlineData("expectations: [{quarantine: {maxShare: 2}}]")]
    [InlineData("expectations: [{quarantine: {maxShare: 0.1}, severity: warn}]")]
    public void Invalid_ForTheReader_IsInvalidForTheSchema(string lines)
    {
        Assert.Throws<SpecException>(() => SpecLoader.Parse(SpecExamples.With(lines), SpecExamples.File));
        Assert.False(SpecSchema.Accepts(SpecExamples.With(lines)));
    }

    [Theory]
    [InlineData("split:\ntrain:\ntune:\ntransform:\nexpectations:\ngate:\nevaluate:\ndeploy:\nmonitor:")]
    [InlineData("positive: yes\nignore: [1, true, no]\ntime: 2024")]
    [InlineData("split: {by: file, file: {csv: t.csv, delimiter: ;}}")]
    [InlineData("split: {by: time, test: 0.3}\ntime: when")]
    [InlineData("transform: {rules: 1, columns: {a: target, b: ordinal}, orders: {size: [S, M, 42]}, lowCardinality: ordinal, highCardinality: hash, dates: cyclic}")]
    [InlineData("transform: {missing: native, smoothing: 0.5, differences: [[a, b], [b, c]]}")]
    [InlineData("split: {by: file, file: {csv: t.csv, header: true, names: [a, b], skipLines: 2, decimal: \",\", formats: {day: MM-dd-yyyy, rent: \"#.###,#\"}}}")]
    [InlineData("split: {by: file, file: {json: t.json, encoding: latin-1, nullValues: [\"?\", {sensor: [NA, \"\"]}], formats: {day: yyyyMMdd}, decimal: .}}")]
    [InlineData("split: {by: file, file: {parquet: t.parquet, nullValues: {sensor: [NA]}, types: {a: text}}}")]
    [InlineData("tune: {space: null}")]
    [InlineData("tune: {space: {parameters: [{name: numberOfLeaves, parameterType: int, feasibleSpace: {min: \"4\", max: 5e2, step: 2}}]}}")]
    [InlineData("gate: {champion: {margin: 0.5%}, limits: {logloss: {max: 3}}}")]
    [InlineData("about:")]
    [InlineData("about: {owner: risk team, limits: not for minors, tags: [credit, 2024]}")]
    [InlineData("about:\n  owner:\n  intendedUse: |\n    one\n\n    two\n  limits: [a, b]")]
    [InlineData("evaluate: {threshold: 0.3}")]
    [InlineData("evaluate: {threshold: {f1: max}}")]
    [InlineData("evaluate: {threshold: {cost: {fp: 1, fn: 5.5}}}")]
    [InlineData("train: {trainer: sdca, threads: 1, memoryLimitMb: 500, params: {l2Regularization: 0.1}}")]
    public void Valid_ForTheReader_IsValidForTheSchema(string lines)
    {
        SpecLoader.Parse(SpecExamples.With(lines), SpecExamples.File);
        Assert.True(SpecSchema.Accepts(SpecExamples.With(lines)));
    }

    private static void AssertAgree(string task, string line)
    {
        var yaml = SpecExamples.Where("task: binary", $"task: {task}\n{line}");
        var isRead = Record.Exception(() => SpecLoader.Parse(yaml, SpecExamples.File)) is null;
        Assert.True(isRead == SpecSchema.Accepts(yaml), $"{task}, {line}: the reader says {isRead}, the schema the opposite");
    }

    private static string Resolve(JsonObject spec) =>
        MdlcJson.SerializePretty(SpecLoader.Parse(spec.ToJsonString(), SpecExamples.File));

    /// <summary>A spec in which the mapping that holds the key is there and valid without it.</summary>
    private static JsonObject BaseFor(string key)
    {
        var spec = new JsonObject
        {
            ["apiVersion"] = "mdlc/v1",
            ["model"] = "m",
            ["task"] = "binary",
            ["label"] = "y",
            ["source"] = new JsonObject { ["csv"] = "a.csv" },
        };
        var (parent, value) = key switch
        {
            "expectations[].matches" => ("expectations[]", """{"column": "a", "notNull": true}"""),
            _ when key.StartsWith("expectations[].rows.", StringComparison.Ordinal) => ("expectations[].rows", """{"min": 1, "max": 2}"""),
            _ when key.StartsWith("expectations[].", StringComparison.Ordinal) => ("expectations[]", """{"column": "a", "matches": "x"}"""),
            _ when key.StartsWith("split.file.", StringComparison.Ordinal) => ("split", """{"by": "file", "file": {"csv": "t.csv"}}"""),
            "gate.limits.*.min" => ("gate", """{"limits": {"auc": {"max": 0.9}}}"""),
            "gate.limits.*.max" => ("gate", """{"limits": {"auc": {"min": 0.1}}}"""),
            "tune.space.parameters[].feasibleSpace.min" or "tune.space.parameters[].feasibleSpace.max" => (
                "tune.space.parameters[]", """{"name": "l1Regularization", "parameterType": "discrete", "feasibleSpace": {"list": [0, 1]}}"""),
            _ when key.StartsWith("tune.space.", StringComparison.Ordinal) => (
                "tune.space.parameters[]", """{"name": "learningRate", "parameterType": "double", "feasibleSpace": {"min": 0.01, "max": "0.3"}}"""),
            _ when key.StartsWith("triggers.schedule.", StringComparison.Ordinal) => ("triggers", """{"schedule": {"cron": "@daily"}}"""),
            _ when key.StartsWith("triggers.drift.", StringComparison.Ordinal) => ("triggers", """{"drift": {}}"""),
            _ when key.StartsWith("gate.champion.", StringComparison.Ordinal) => ("gate", """{"champion": {}}"""),
            _ => ("", "{}"),
        };
        if (parent.Length > 0)
        {
            Set(spec, parent, JsonNode.Parse(value));
        }

        if (key.StartsWith("expectations[].rows.", StringComparison.Ordinal))
        {
            spec["expectations"]![0]!["rows"]!.AsObject().Remove(key.Split('.')[^1]);
        }

        return spec;
    }

    private static void Set(JsonObject spec, string key, JsonNode? value)
    {
        var steps = key.Replace("*", "auc", StringComparison.Ordinal).Split('.');
        var holder = spec;
        foreach (var step in steps[..^1])
        {
            holder = Step(holder, step);
        }

        if (steps[^1].EndsWith("[]", StringComparison.Ordinal))
        {
            holder[steps[^1][..^2]] = new JsonArray(value?.DeepClone());
        }
        else
        {
            holder[steps[^1]] = value?.DeepClone();
        }
    }

    private static JsonObject Step(JsonObject holder, string step)
    {
        if (step.EndsWith("[]", StringComparison.Ordinal))
        {
            var list = (holder[step[..^2]] ??= new JsonArray(new JsonObject())).AsArray();
            return list[0]!.AsObject();
        }

        return (holder[step] ??= new JsonObject()).AsObject();
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Trees;

/// <summary>The trees over rows of one schema.</summary>
internal sealed class TreeRowMapper : IRowToRowMapper
{
    private readonly TreeTransformer _transformer;

    public TreeRowMapper(TreeTransformer transformer, DataViewSchema input)
    {
        _transformer = transformer;
        InputSchema = input;
        Features = input.GetColumnOrNull(transformer.FeatureColumnName)
            ?? throw new ArgumentException($"Found no column {transformer.FeatureColumnName}, which the trees read.", nameof(input));
        if (Features.Type is not VectorDataViewType { ItemType: NumberDataViewType item } vector || item != NumberDataViewType.Single || vector.Size != transformer.Model.Slots)
        {
            throw new ArgumentException($"Column {Features.Name} is {Features.Type}, expected {transformer.FeatureColumnType}.", nameof(input));
        }

        OutputSchema = OutputsOf(transformer, input);
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public DataViewSchema.Column Features { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var asked = dependingColumns.Select(column => column.Index).ToHashSet();
        if (asked.Any(index => index >= InputSchema.Count))
        {
            asked.Add(Features.Index);
        }

        return InputSchema.Where(column => asked.Contains(column.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new TreeScoredRow(input, OutputSchema, GettersOver(input), [.. activeColumns.Select(column => column.Index)]);

    public TreeGetters GettersOver(DataViewRow input) => new(_transformer.Model, input, Features);

    private static DataViewSchema OutputsOf(TreeTransformer transformer, DataViewSchema input)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        switch (transformer.Model.Objective)
        {
            case TreeObjective.Binary:
                builder.AddColumn(TreeGetters.PredictedLabel, BooleanDataViewType.Instance);
                builder.AddColumn(TreeGetters.Score, NumberDataViewType.Single);
                builder.AddColumn(TreeGetters.Probability, NumberDataViewType.Single);
                break;
            case TreeObjective.Multiclass:
                var names = transformer.Classes.Select(name => name.AsMemory()).ToArray();
                builder.AddColumn(TreeGetters.PredictedLabel, new KeyDataViewType(typeof(uint), names.Length), Named("KeyValues", names));
                builder.AddColumn(TreeGetters.Score, new VectorDataViewType(NumberDataViewType.Single, names.Length), Named("SlotNames", names));
                break;
            default:
                builder.AddColumn(TreeGetters.Score, NumberDataViewType.Single);
                break;
        }

        return builder.ToSchema();
    }

    private static DataViewSchema.Annotations Named(string kind, ReadOnlyMemory<char>[] names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            kind,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names]));
        return builder.ToAnnotations();
    }
}

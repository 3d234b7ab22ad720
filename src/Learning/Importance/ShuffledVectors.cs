using Mdlc.Learning.Features;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Importance;

/// <summary>Feature vectors as a model's predictor reads them, with some slots taken from other rows.</summary>
/// <param name="donors">By row: the row that the slots of <paramref name="ranges"/> are taken from.</param>
internal sealed class ShuffledVectors(VBuffer<float>[] rows, int slots, IReadOnlyList<SlotRange> ranges, int[] donors) : IDataView
{
    public DataViewSchema Schema { get; } = SchemaOf(slots);

    public bool CanShuffle => false;

    public long? GetRowCount() => rows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [new Cursor(this)];

    private static DataViewSchema SchemaOf(int slots)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(FeaturePipeline.Output, new VectorDataViewType(NumberDataViewType.Single, slots));
        return builder.ToSchema();
    }

    private void Compose(int row, ref VBuffer<float> vector)
    {
        var (own, other) = (rows[row], rows[donors[row]]);
        if (!own.IsDense || !other.IsDense)
        {
            vector = Merged(own, other);
            return;
        }

        own.CopyTo(ref vector);
        var editor = VBufferEditor.CreateFromBuffer(ref vector);
        foreach (var range in ranges)
        {
            other.GetValues()[range.From..range.To].CopyTo(editor.Values[range.From..range.To]);
        }

        vector = editor.Commit();
    }

    private VBuffer<float> Merged(in VBuffer<float> own, in VBuffer<float> other)
    {
        var items = own.Items().Where(item => !IsTaken(item.Key)).Concat(other.Items().Where(item => IsTaken(item.Key))).OrderBy(item => item.Key).ToList();
        return new VBuffer<float>(slots, items.Count, [.. items.Select(item => item.Value)], [.. items.Select(item => item.Key)]);
    }

    private bool IsTaken(int slot)
    {
        foreach (var range in ranges)
        {
            if (range.Holds(slot))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Cursor(ShuffledVectors view) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override bool MoveNext() => ++_position < view.GetRowCount();

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> vector) => view.Compose((int)_position, ref vector)) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, asked for as {typeof(TValue).Name}.");
    }
}

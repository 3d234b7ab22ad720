using Mdlc.Learning.Features;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Training;

/// <summary>The feature vectors of some rows, each with a value in every slot.</summary>
/// <param name="vectors">Rows with a column <see cref="FeaturePipeline.Output"/>; others are not passed on.</param>
internal sealed class DenseVectors(IDataView vectors) : IDataView
{
    public DataViewSchema Schema { get; } = SchemaOf(vectors.Schema[FeaturePipeline.Output]);

    public bool CanShuffle => false;

    public long? GetRowCount() => vectors.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(Schema, vectors.GetRowCursor([vectors.Schema[FeaturePipeline.Output]]));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static DataViewSchema SchemaOf(DataViewSchema.Column vector)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(vector.Name, vector.Type, vector.Annotations);
        return builder.ToSchema();
    }

    private sealed class Cursor(DataViewSchema schema, DataViewRowCursor rows) : DataViewRowCursor
    {
        public override DataViewSchema Schema => schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override bool MoveNext() => rows.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var read = rows.GetGetter<VBuffer<float>>(rows.Schema[FeaturePipeline.Output]);
            VBuffer<float> found = default;
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> vector) =>
            {
                read(ref found);
                found.CopyToDense(ref vector);
            }) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, asked for as {typeof(TValue).Name}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rows.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

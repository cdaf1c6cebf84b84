package org.granary.interpret;

import java.util.List;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.vm.GcStruct;

/** A structure as an array of values. Of packed fields the low bits count. */
final class PlainStruct extends GcStruct {
    private final Object[] fields;

    /** A structure of zeros and nulls. */
    PlainStruct(DefType type) {
        super(type);
        List<FieldType> types = type.struct().fields();
        fields = new Object[types.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = BoxedValues.zero(types.get(i).storage().unpacked());
        }
    }

    /** What the fields of a structure of a type take, with the objects that their numbers are. */
    static int bytes(DefType type) {
        List<FieldType> fields = type.struct().fields();
        return type.struct().bytes() + BoxedValues.bytes(fields.stream().map(field -> field.storage().unpacked()).toList());
    }

    @Override
    public int bytes() {
        return bytes(type);
    }

    @Override
    public Object read(int index) {
        return BoxedValues.zeroExtended(fields[index], type.struct().fields().get(index).storage());
    }

    @Override
    public void write(int index, Object value) {
        fields[index] = value;
    }
}

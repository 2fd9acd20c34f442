import { z } from 'zod';

export const operatorRoleSchema = z.enum(['viewer', 'finance_operator', 'risk_reviewer', 'administrator']);

export const operatorIdSchema = z.string().min(1).max(100);
